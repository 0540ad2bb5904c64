// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.compactor.SteppedCompactor;
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

    /// What somebody is about to do who ends a tenant.
    private static final List<String> ENDS =
            List.of(
                    "put lives/",
                    "put tenants/%s/index/",
                    "delete tenants/%s/index/",
                    "delete tenants/%s/index/",
                    "delete tenants/%s/");

    /// What somebody is about to do who begins one.
    private static final List<String> BEGINNINGS =
            List.of(
                    "put lives/",
                    "put tenants/%s/index/",
                    "get tenants/%s/index/",
                    "put tenants/%s/blocks/",
                    "/meta.json");

    private final Deeds deeds;
    private final Questions questions;
    private final Installation all;
    private final RandomGenerator random;
    private final boolean hasJumps;

    /// @param hasJumps whether clocks on walls are set
    Sleepers(
            Deeds deeds,
            Questions questions,
            Installation all,
            RandomGenerator random,
            boolean hasJumps) {
        this.deeds = deeds;
        this.questions = questions;
        this.all = all;
        this.random = random;
        this.hasJumps = hasJumps;
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
        deeds.push(number);
        partition.cut(owner, true);
        deeds.fallAsleep(partition.task(owner), "put segments/", 0);
        deeds.push(number);
        partition.cut(other, true);
        Deeds.finish(partition.task(other));
        if (random.nextBoolean()) {
            deeds.push(number);
        }
        deeds.rest();
        if (random.nextInt(3) > 0) {
            Deeds.finish(partition.task(owner));
            deeds.push(number);
            deeds.cutAndRelease(number, owner);
        }
        if (random.nextBoolean()) {
            deeds.crash(number, other);
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
        deeds.push(number);
        TenantId tenant = deeds.begin(first);
        String index = "put tenants/%s/index/".formatted(tenant);
        deeds.fallAsleep(first.task, index, 0);
        if (random.nextInt(6) == 0) {
            deeds.restart(first);
        }
        deeds.push(number);
        deeds.push(number);
        deeds.cutAndRelease(number);
        if (random.nextInt(3) == 0) {
            deeds.rest(); // longer than versions of the index stay
            Deeds.finish(first.task);
            ask(tenant);
            return;
        }
        if (all.store.isLagging()) {
            deeds.compact(second, false);
            Deeds.finish(second.task);
            deeds.pass(Duration.ofMinutes(4));
        }
        deeds.compact(second, !all.store.isLagging());
        deeds.fallAsleep(second.task, index, 1);
        Deeds.finish(first.task);
        ask(tenant);
        Deeds.finish(second.task);
        ask(tenant);
    }

    /// A compactor sleeps that ends a tenant, or begins one. Others end the tenant meanwhile, or do
    /// not, and it comes back.
    void nextLife(int number) {
        Worker first = all.workers.get(random.nextInt(all.workers.size()));
        Worker second = all.workers.get(1 - all.workers.indexOf(first));
        if (!first.isIdle() || !second.isIdle()) {
            return;
        }
        TenantId tenant = PushMaker.TENANTS.get(random.nextInt(PushMaker.TENANTS.size()));
        pushAndCompact(second, number, tenant);
        deeds.begin(first, tenant, true);
        Deeds.finish(first.task);
        String place;
        if (random.nextBoolean()) {
            place = ENDS.get(random.nextInt(ENDS.size()));
            if (all.store.isLagging()) {
                deeds.rest();
            }
        } else {
            place = BEGINNINGS.get(random.nextInt(BEGINNINGS.size()));
            finishAll(second);
            deeds.push(number, tenant);
            deeds.cutAndRelease(number);
        }
        int skipped = place.contains("index") ? random.nextInt(4) : 0;
        for (int i = 0; i < 4 && first.isIdle(); i++) {
            deeds.compact(first, !all.store.isLagging());
            deeds.fallAsleep(first.task, place.formatted(tenant), skipped);
            deeds.pass(all.store.isLagging() ? SteppedCompactor.DELETION_DELAY : Duration.ZERO);
        }
        askEach(tenant);
        if (random.nextBoolean()) {
            deeds.restart(second);
        }
        if (random.nextInt(3) > 0) {
            deeds.begin(second, tenant, true);
            Deeds.finish(second.task);
            finishAll(second);
        }
        pushAndCompact(second, number, tenant);
        askEach(tenant);
        if (random.nextInt(3) == 0) {
            deeds.begin(second, tenant, random.nextBoolean());
            Deeds.finish(second.task);
        }
        Deeds.finish(first.task);
        ask(tenant);
    }

    /// Pushes, cuts and makes blocks of it, or of a part.
    void pushAndCompact(Worker worker, int number, TenantId tenant) {
        deeds.push(number, tenant);
        deeds.push(number);
        deeds.cutAndRelease(number);
        boolean isForced = !all.store.isLagging() && random.nextBoolean();
        deeds.pass(isForced ? Duration.ZERO : Duration.ofMinutes(50));
        deeds.compact(worker, isForced);
        Deeds.finish(worker.task);
    }

    /// Does all that there is to do.
    void finishAll(Worker worker) {
        for (int i = 0; i < 2; i++) {
            if (all.store.isLagging()) {
                deeds.rest();
            } else {
                deeds.compact(worker, true);
                Deeds.finish(worker.task);
            }
        }
    }

    /// Asks for everything.
    void askAll() {
        PushMaker.TENANTS.forEach(this::ask);
    }

    private void ask(TenantId tenant) {
        Reader reader = aReader();
        Deeds.finish(reader.task);
        questions.ask(reader, tenant, Question.everything(all.time.instant()));
        Deeds.finish(reader.task);
    }

    /// Asks all queriers for everything of a tenant.
    void askEach(TenantId tenant) {
        for (Reader reader : all.readers) {
            Deeds.finish(reader.task);
            questions.ask(reader, tenant, Question.everything(all.time.instant()));
            Deeds.finish(reader.task);
        }
    }

    private Reader aReader() {
        return all.readers.get(random.nextInt(all.readers.size()));
    }

    /// Asks a querier that knows nothing yet, which sleeps somewhere.
    private Reader askAnew() {
        Reader reader = aReader();
        deeds.restart(reader);
        List<TenantId> tenants = PushMaker.TENANTS;
        TenantId tenant = tenants.get(random.nextInt(tenants.size()));
        questions.ask(reader, tenant, Question.everything(all.time.instant()));
        List<String> places = List.of("list floors/", "/blocks/", "/blocks/", "get ");
        String place = places.get(random.nextInt(places.size()));
        deeds.fallAsleep(reader.task, place, random.nextInt(place.equals("get ") ? 20 : 2));
        return reader;
    }

    /// A query sleeps until there are new blocks, and what they are made of is deleted.
    void query(int number) {
        deeds.push(number);
        deeds.push(number);
        deeds.cutAndRelease(number);
        deeds.pass(SteppedIngester.RETRY_WINDOW.plusMinutes(1));
        Reader reader = askAnew();
        Worker worker = all.workers.get(random.nextInt(all.workers.size()));
        if (worker.isIdle() && !all.store.isLagging()) {
            deeds.compact(worker, true);
            Deeds.finish(worker.task);
        } else {
            deeds.rest();
        }
        Deeds.finish(reader.task);
    }

    /// A push comes again after the floor was raised twice, to an owner that begins then, with some
    /// that it had not cut.
    void retry(int number) throws IOException {
        SimulatedPartition partition = all.partitions.get(number);
        Worker worker = all.workers.get(random.nextInt(all.workers.size()));
        if (!worker.isIdle() || all.store.isLagging() || !partition.isFree(0)) {
            return;
        }
        for (int i = 0; i < 2; i++) {
            deeds.push(number);
            deeds.cutAndRelease(number);
            deeds.compact(worker, true);
            Deeds.finish(worker.task);
        }
        deeds.push(number);
        deeds.push(number);
        askAll();
        partition.cut(0, false);
        Deeds.finish(partition.task(0));
        deeds.crash(number, 0);
        deeds.startAll();
        for (int i = 0; i < 3; i++) {
            deeds.pushAgain();
        }
        askAll();
    }

    /// The index of a tenant cannot be read for a while, in which its profiles are all that keeps
    /// segments.
    void brokenIndex(int number) {
        Worker worker = all.workers.get(random.nextInt(all.workers.size()));
        if (!worker.isIdle()) {
            return;
        }
        TenantId tenant = PushMaker.TENANTS.get(random.nextInt(PushMaker.TENANTS.size()));
        deeds.push(number, tenant);
        deeds.push(number);
        deeds.cutAndRelease(number);
        all.store.setBroken(" tenants/%s/index/".formatted(tenant));
        if (all.store.isLagging()) {
            deeds.rest();
        } else {
            deeds.compact(worker, true);
            Deeds.finish(worker.task);
        }
        all.store.setBroken("");
        ask(tenant);
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
            deeds.push(number);
            deeds.cutAndRelease(number, 0);
            deeds.compact(worker, false);
            Deeds.finish(worker.task);
            deeds.pass(Duration.ofMinutes(4));
        }
        // In the one case segments are made into blocks, in the other blocks into larger ones.
        deeds.pass(random.nextBoolean() ? Duration.ofMinutes(150) : Duration.ofHours(27));
        Reader reader = askAnew();
        double before = reader.querier.replans();
        deeds.push(number);
        partition.cut(0, true);
        Deeds.finish(partition.task(0));
        if (!partition.isFree(0)) {
            return;
        }
        partition.cut(0, false);
        Deeds.finish(partition.task(0));
        deeds.compact(worker, false);
        Deeds.finish(worker.task);
        Deeds.finish(reader.task);
        assertThat(reader.querier.replans()).as("plans made anew in no time").isEqualTo(before);
    }

    /// Whether nobody is at work, and no owner will begin anew.
    private boolean isQuiet(SimulatedPartition partition) {
        return partition.owners() == 1
                && partition.isFree(0)
                && !hasJumps
                && all.waiting().stream().allMatch(this::isQuery);
    }

    private boolean isQuery(Turns.@Nullable Task task) {
        return all.readers.stream().anyMatch(reader -> reader.task == task);
    }
}
