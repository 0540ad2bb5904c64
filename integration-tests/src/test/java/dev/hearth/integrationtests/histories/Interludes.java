// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.compactor.SteppedCompactor;
import dev.hearth.integrationtests.histories.Installation.Reader;
import dev.hearth.integrationtests.histories.Installation.Worker;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// As [Sleepers]: what goes on between two looks that somebody has at the store, who cleans it,
/// makes a block, or asks.
final class Interludes {

    private final Deeds deeds;
    private final Questions questions;
    private final Installation all;
    private final Sleepers sleepers;
    private final RandomGenerator random;

    Interludes(
            Deeds deeds,
            Questions questions,
            Installation all,
            Sleepers sleepers,
            RandomGenerator random) {
        this.deeds = deeds;
        this.questions = questions;
        this.all = all;
        this.sleepers = sleepers;
        this.random = random;
    }

    private boolean isIdle() {
        return all.workers.stream().allMatch(Worker::isIdle);
    }

    private TenantId aTenant() {
        return PushMaker.TENANTS.get(random.nextInt(PushMaker.TENANTS.size()));
    }

    /// A compactor is so slow with a block that others clean twice meanwhile, who cannot make it
    /// themselves: before it is given up, or after.
    void slowBlock(int number) {
        if (!isIdle()) {
            return;
        }
        int which = random.nextInt(all.workers.size());
        Worker slow = all.workers.get(which);
        Worker other = all.workers.get(1 - which);
        TenantId tenant = aTenant();
        String puts = "put tenants/%s/blocks/".formatted(tenant);
        deeds.push(number, tenant);
        deeds.cutAndRelease(number);
        deeds.pass(Duration.ofMinutes(all.store.isLagging() ? 24 : 4));
        deeds.compact(slow, false);
        deeds.fallAsleep(slow.task, puts, random.nextInt(12));
        all.store.setBroken(puts);
        compact(other);
        deeds.pass(
                random.nextBoolean()
                        ? SteppedCompactor.DELETION_DELAY.plusMinutes(1)
                        : SteppedCompactor.PENDING_TIMEOUT.plusMinutes(1));
        compact(other);
        all.store.setBroken("");
        Deeds.finish(slow.task);
        sleepers.askEach(tenant);
    }

    private void compact(Worker worker) {
        deeds.compact(worker, false);
        Deeds.finish(worker.task);
    }

    /// Whoever deletes at once what nobody names sleeps before it looks which blocks there are;
    /// another makes blocks anew of those it knows.
    void cleaner(int number) {
        if (!isIdle() || all.store.isLagging()) {
            return;
        }
        int which = random.nextInt(all.workers.size());
        Worker cleaner = all.workers.get(which);
        Worker other = all.workers.get(1 - which);
        TenantId tenant = aTenant();
        deeds.push(number, tenant);
        sleepers.pushAndCompact(other, number, tenant);
        deeds.compact(cleaner, true);
        String list = "list tenants/%s/blocks/".formatted(tenant);
        deeds.fallAsleep(cleaner.task, list, 0);
        deeds.begin(other, tenant, false);
        Deeds.finish(other.task);
        compact(other);
        Deeds.finish(cleaner.task);
        sleepers.askEach(tenant);
    }

    /// A query sleeps before it reads the index until a deletion was asked for, of what it knows to
    /// be in segments and of what an owner has.
    void halfDeletion(int number) {
        Worker worker = deeds.aWorker();
        if (!worker.isIdle()) {
            return;
        }
        TenantId tenant = aTenant();
        deeds.push(number, tenant);
        deeds.cutAndRelease(number);
        deeds.push(number, tenant);
        Reader reader = all.readers.get(random.nextInt(all.readers.size()));
        deeds.restart(reader);
        questions.ask(reader, tenant, Question.everything(all.time.instant()));
        deeds.fallAsleep(reader.task, "tenants/%s/index/".formatted(tenant), 0);
        deeds.begin(worker, tenant, random.nextBoolean());
        Deeds.finish(worker.task);
        Deeds.finish(reader.task);
    }

    /// The owner of a partition goes for good after a last segment, which is of one tenant alone.
    void lastSegment() throws IOException {
        int number = all.partitions.size() - 1;
        if (!isIdle() || all.partitions.get(number).isRetired()) {
            return;
        }
        Worker worker = deeds.aWorker();
        TenantId tenant = aTenant();
        for (TenantId each : PushMaker.TENANTS) {
            deeds.push(number, each);
        }
        deeds.cutAndRelease(number);
        sleepers.finishAll(worker);
        sleepers.askEach(tenant);
        for (TenantId each : PushMaker.TENANTS) {
            if (!each.equals(tenant)) {
                deeds.push(number, each);
            }
        }
        deeds.cutAndRelease(number);
        if (random.nextBoolean()) {
            unlistedSegment(number, worker, tenant);
        } else {
            passedFloor(number, worker, tenant);
        }
        deeds.pass(SimulatedStore.LONGEST_LAG);
        sleepers.askAll();
    }

    /// No listing shows the last segment yet. A querier remembers where the chain ended before;
    /// what came after that is in blocks by now, and its segments are deleted. Another one knows
    /// nothing.
    private void unlistedSegment(int number, Worker worker, TenantId tenant) throws IOException {
        sleepers.finishAll(worker);
        deeds.push(number, tenant);
        deeds.restart(all.readers.get(random.nextInt(all.readers.size())));
        deeds.retire();
        sleepers.askEach(tenant);
    }

    /// A query sleeps when it has read the floor, until that has passed all but the last segment.
    private void passedFloor(int number, Worker worker, TenantId tenant) throws IOException {
        deeds.push(number, tenant);
        deeds.retire();
        deeds.pass(SimulatedStore.LONGEST_LAG);
        Reader reader = all.readers.get(random.nextInt(all.readers.size()));
        deeds.restart(reader);
        questions.ask(reader, tenant, Question.everything(all.time.instant()));
        String segments = "segments/%s/".formatted(all.partitions.get(number).partition());
        deeds.fallAsleep(reader.task, segments, 0);
        all.store.setBroken(" tenants/%s/index/".formatted(tenant));
        sleepers.finishAll(worker);
        all.store.setBroken("");
        Deeds.finish(reader.task);
    }
}
