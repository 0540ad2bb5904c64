// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ingester.SteppedIngester;
import dev.hearth.integrationtests.histories.Installation.Reader;
import dev.hearth.integrationtests.histories.Installation.Worker;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What would seldom happen by itself: somebody sleeps just where it matters, and wakes up when all
/// has changed. Each is a few steps of a [History].
final class Sleepers {

    private final History history;
    private final Installation all;
    private final RandomGenerator random;

    Sleepers(History history, Installation all, RandomGenerator random) {
        this.history = history;
        this.all = all;
        this.random = random;
    }

    /// An owner sleeps before a put until the other one has cut what it was about to put, and that
    /// is in blocks and deleted.
    void owner(int number) throws IOException {
        SimulatedPartition partition = all.partitions.get(number);
        int owner = random.nextInt(partition.owners());
        int other = partition.owners() - 1 - owner;
        if (owner == other || !partition.isFree(owner) || !partition.isFree(other)) {
            return;
        }
        history.push(number);
        partition.cut(owner, true);
        history.fallAsleep(partition.task(owner), "put segments/", 0);
        history.push(number);
        partition.cut(other, true);
        History.finish(partition.task(other));
        if (random.nextBoolean()) {
            history.push(number);
        }
        history.rest();
        if (random.nextInt(3) > 0) {
            History.finish(partition.task(owner));
            history.push(number);
            history.cutAndRelease(number, owner);
        }
        if (random.nextBoolean()) {
            history.crash(number, other);
        }
    }

    /// Somebody who deletes sleeps when it has seen what there is, a compactor when it has made
    /// blocks of that and more.
    void deletion(int number) {
        Worker first = all.workers.get(random.nextInt(all.workers.size()));
        Worker second = all.workers.get(1 - all.workers.indexOf(first));
        if (!first.isIdle() || !second.isIdle()) {
            return;
        }
        history.push(number);
        TenantId tenant = history.begin(first);
        String index = "put tenants/%s/index/".formatted(tenant);
        history.fallAsleep(first.task, index, 0);
        history.push(number);
        history.push(number);
        history.cutAndRelease(number);
        if (random.nextInt(3) == 0) {
            history.rest(); // longer than versions of the index stay
            History.finish(first.task);
            ask(tenant);
            return;
        }
        if (all.store.isLagging()) {
            history.compact(second, false);
            History.finish(second.task);
            history.pass(Duration.ofMinutes(4));
        }
        history.compact(second, !all.store.isLagging());
        history.fallAsleep(second.task, index, 1);
        History.finish(first.task);
        ask(tenant);
        History.finish(second.task);
        ask(tenant);
    }

    /// Asks for everything.
    void askAll() {
        PushMaker.TENANTS.forEach(this::ask);
    }

    private void ask(TenantId tenant) {
        Reader reader = aReader();
        History.finish(reader.task);
        history.ask(reader, tenant, Question.everything(all.time.instant()));
        History.finish(reader.task);
    }

    private Reader aReader() {
        return all.readers.get(random.nextInt(all.readers.size()));
    }

    /// Asks a querier that knows nothing yet, which sleeps somewhere.
    private Reader askAnew() {
        Reader reader = aReader();
        history.restart(reader);
        List<TenantId> tenants = PushMaker.TENANTS;
        TenantId tenant = tenants.get(random.nextInt(tenants.size()));
        history.ask(reader, tenant, Question.everything(all.time.instant()));
        List<String> places = List.of("list floors/", "/blocks/", "/blocks/", "get ");
        String place = places.get(random.nextInt(places.size()));
        history.fallAsleep(reader.task, place, random.nextInt(place.equals("get ") ? 20 : 2));
        return reader;
    }

    /// A query sleeps until there are new blocks, and what they are made of is deleted.
    void query(int number) {
        history.push(number);
        history.push(number);
        history.cutAndRelease(number);
        history.pass(SteppedIngester.RETRY_WINDOW.plusMinutes(1));
        Reader reader = askAnew();
        Worker worker = all.workers.get(random.nextInt(all.workers.size()));
        if (worker.isIdle() && !all.store.isLagging()) {
            history.compact(worker, true);
            History.finish(worker.task);
        } else {
            history.rest();
        }
        History.finish(reader.task);
    }

    /// A query that sleeps for no time: cuts and compactions that come in between do not disturb
    /// it.
    void shortQuery(int number) {
        SimulatedPartition partition = all.partitions.get(number);
        if (!isQuiet(partition)) {
            return;
        }
        Worker worker = all.workers.get(random.nextInt(all.workers.size()));
        for (int i = 0; i < 4; i++) {
            history.push(number);
            history.cutAndRelease(number, 0);
            history.compact(worker, false);
            History.finish(worker.task);
            history.pass(Duration.ofMinutes(4));
        }
        history.pass(Duration.ofMinutes(150));
        Reader reader = askAnew();
        double before = reader.querier.replans();
        history.push(number);
        partition.cut(0, true);
        History.finish(partition.task(0));
        if (!partition.isFree(0)) {
            return;
        }
        partition.cut(0, false);
        History.finish(partition.task(0));
        history.compact(worker, false);
        History.finish(worker.task);
        History.finish(reader.task);
        assertThat(reader.querier.replans()).as("plans made anew in no time").isEqualTo(before);
    }

    /// Whether nobody is at work, and no owner will begin anew.
    private boolean isQuiet(SimulatedPartition partition) {
        return partition.owners() == 1
                && partition.isFree(0)
                && !history.hasJumps()
                && all.waiting().stream().allMatch(this::isQuery);
    }

    private boolean isQuery(Turns.@Nullable Task task) {
        return all.readers.stream().anyMatch(reader -> reader.task == task);
    }
}
