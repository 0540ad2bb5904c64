// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.compactor.SteppedCompactor;
import dev.hearth.integrationtests.histories.Installation.Worker;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.random.RandomGenerator;

/// How a history ends: everything comes to rest, and everything is compared.
final class Ending {

    private final Installation all;
    private final NaiveModel model;
    private final Deeds deeds;
    private final Questions questions;
    private final Story story;
    private final RandomGenerator random;
    private final boolean isShort;

    /// @param isShort whether little happened, so that less is compared
    Ending(
            Installation all,
            NaiveModel model,
            Deeds deeds,
            Questions questions,
            Story story,
            RandomGenerator random,
            boolean isShort) {
        this.all = all;
        this.model = model;
        this.deeds = deeds;
        this.questions = questions;
        this.story = story;
        this.random = random;
        this.isShort = isShort;
    }

    /// Lets everything come to its end.
    void settle() throws IOException {
        story.tell("settles");
        all.store.setCalm(true);
        for (Turns.Task task : all.waiting()) {
            task.finish();
        }
        deeds.pass(SimulatedStore.LONGEST_LAG);
        while (!all.store.arrive().isEmpty()) {
            story.tell("a late put arrives");
        }
        if (!isShort) {
            questions.askAll();
        }
        for (SimulatedPartition partition : all.partitions) {
            for (int owner = 0; owner < partition.owners(); owner++) {
                partition.cut(owner, true);
                Deeds.finish(partition.task(owner));
            }
        }
        questions.askAll();
        if (!isShort) {
            compactAll();
        }
        all.store.setLagging(false);
        cleanAll();
    }

    private void compactAll() {
        for (int i = 0; i < 2; i++) {
            for (Worker worker : all.workers) {
                deeds.compact(worker, false);
                Deeds.finish(worker.task);
                deeds.pass(SteppedCompactor.DELETION_DELAY.plusMinutes(20));
            }
        }
        questions.askAll();
    }

    /// Has everything done that there is to do, and looks for what is left over.
    private void cleanAll() throws IOException {
        TenantId tenant = PushMaker.TENANTS.getFirst();
        boolean isDeleted = random.nextInt(3) == 0;
        if (isDeleted) {
            deleteAll(tenant);
        }
        for (int i = 0; i < 2; i++) {
            for (Worker worker : all.workers) {
                deeds.pass(SteppedCompactor.PENDING_TIMEOUT);
                story.tell("worker at last did %s".formatted(worker.compactor.run(true)));
            }
        }
        Leftovers leftovers = new Leftovers(all.store, all.time::nanoTime);
        leftovers.check();
        if (isDeleted) {
            leftovers.checkGone(tenant);
        }
        for (TenantId each : PushMaker.TENANTS) {
            compareStored(each, leftovers);
        }
        questions.askAll();
    }

    private void deleteAll(TenantId tenant) throws IOException {
        NaiveModel.Deletion deletion =
                model.delete(tenant, Question.everything(all.time.instant()));
        all.workers.getFirst().compactor.deleteTenant(tenant);
        deletion.acked = model.next();
        story.tell("all of %s is deleted".formatted(tenant));
    }

    private void compareStored(TenantId tenant, Leftovers leftovers) throws IOException {
        NaiveModel.Asked asked =
                new NaiveModel.Asked(
                        tenant,
                        Question.everything(all.time.instant()),
                        model.next(),
                        all.time.instant());
        Answer stored =
                Answer.of(all.readers.getFirst().engine, leftovers.sources(tenant), asked.question);
        model.check(asked, stored, all.time.latest());
    }
}
