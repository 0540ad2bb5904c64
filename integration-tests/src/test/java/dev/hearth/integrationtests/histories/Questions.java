// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.integrationtests.histories.Installation.Reader;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.time.Duration;

/// Asks queriers, and compares what they answer with what a list of profiles would say.
final class Questions {

    private static final int ATTEMPTS = 4;

    private final Installation all;
    private final NaiveModel model;
    private final Story story;
    private int answers;
    private int refusals;

    Questions(Installation all, NaiveModel model, Story story) {
        this.all = all;
        this.model = model;
        this.story = story;
    }

    /// Those that were answered.
    int answers() {
        return answers;
    }

    /// Those that failed, as they may while something is away.
    int refusals() {
        return refusals;
    }

    /// Has a querier begin.
    void ask(Reader reader, TenantId tenant, Question question) {
        NaiveModel.Asked asked =
                new NaiveModel.Asked(tenant, question, model.next(), all.time.instant());
        reader.asked = asked;
        String name = "query %d of %s".formatted(asked.begun, tenant);
        reader.task = all.turns.new Task(name, () -> answer(reader, asked));
        story.tell("%s asks %s".formatted(name, question));
    }

    private void answer(Reader reader, NaiveModel.Asked asked) throws IOException {
        try {
            asked.see(all.time.instant());
            Answer answer =
                    reader.querier.query(
                            asked.tenant,
                            reader.engine,
                            asked.question.selection(),
                            sources -> Answer.of(reader.engine, sources, asked.question));
            model.check(asked, answer, all.time.latest());
            answers++;
            story.tell(
                    "query %d is answered: %d stacks".formatted(asked.begun, answer.tree().size()));
        } catch (IOException e) {
            requireHonest(e);
            refusals++;
            story.tell("query %d fails: %s".formatted(asked.begun, e));
            throw e;
        }
    }

    /// Nothing damages bytes here: whoever says that some are wrong has read something that is not
    /// what it should be.
    static void requireHonest(IOException failure) {
        if (failure.getClass().getSimpleName().startsWith("Corrupt")) {
            throw new AssertionError("nothing is corrupt here", failure);
        }
    }

    /// Asks every querier for everything. Nothing may fail any more, but that an owner has to begin
    /// anew after the other has cut.
    void askAll() {
        for (Reader reader : all.readers) {
            for (TenantId tenant : PushMaker.TENANTS) {
                int before = answers;
                for (int i = 0; i < ATTEMPTS && answers == before; i++) {
                    bringUp();
                    ask(reader, tenant, Question.everything(all.time.instant()));
                    Deeds.finish(reader.task);
                    all.time.pass(Duration.ofMinutes(1));
                }
                if (answers == before) {
                    throw new AssertionError("a query fails though nothing is wrong");
                }
            }
        }
    }

    private void bringUp() {
        for (SimulatedPartition partition : all.partitions) {
            for (int owner = 0; owner < partition.owners(); owner++) {
                if (!partition.isUp(owner)) {
                    partition.start(owner);
                } else {
                    partition.cut(owner, false);
                }
                Deeds.finish(partition.task(owner));
                if (!partition.isUp(owner) && !partition.isRetired()) {
                    throw new AssertionError("owner does not start");
                }
            }
        }
    }
}
