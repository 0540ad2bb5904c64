// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.integrationtests.histories.Installation.Reader;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// One random history: a seed says everything that happens.
final class History implements AutoCloseable {

    private final RandomGenerator random;
    private final Installation all;
    private final Story story;
    private final Questions questions;
    private final Pace pace;
    private final Deeds deeds;
    private final Sleepers sleepers;
    private final Interludes interludes;
    private final Ending ending;
    private final boolean hasJumps;
    private final boolean isShort;

    /// @param scratch folder for files that are being made
    History(long seed, Path scratch) throws IOException {
        random = new SplittableRandom(seed);
        hasJumps = random.nextInt(3) == 0;
        all = new Installation(random, scratch);
        NaiveModel model = new NaiveModel();
        story = new Story(model);
        questions = new Questions(all, model, story);
        PushMaker pushes = new PushMaker(random);
        pace = new Pace(random, all.store, random.nextInt(4) > 0);
        deeds = new Deeds(all, model, story, pace, pushes, random);
        sleepers = new Sleepers(deeds, questions, all, random, hasJumps);
        interludes = new Interludes(deeds, questions, all, sleepers, random);
        isShort = pace.isSleepy() && random.nextInt(3) > 0;
        ending = new Ending(all, model, deeds, questions, story, random, isShort);
    }

    /// What happened last, one thing a line.
    String story() {
        return story.text();
    }

    /// Queries that were answered.
    int answers() {
        return questions.answers();
    }

    /// Queries that failed, as they may while something is away.
    int refusals() {
        return questions.refusals();
    }

    /// Lives it, from an empty store to one that has come to rest.
    void live(int steps) throws IOException {
        int count = isShort ? steps / 10 : pace.isSleepy() ? steps / 2 : steps;
        for (int i = 0; i < count; i++) {
            if (isShort) {
                shortStep();
            } else if (pace.isSleepy()) {
                sleepyStep();
            } else {
                step();
            }
            pace.nextStep();
        }
        ending.settle();
    }

    private void shortStep() throws IOException {
        deeds.startAll();
        int partition = random.nextInt(all.partitions.size());
        switch (random.nextInt(14)) {
            case 0 -> sleepers.owner(partition);
            case 1 -> sleepers.deletion(partition);
            case 2 -> sleepers.query(partition);
            case 3 -> {
                all.waiting().forEach(Turns.Task::finish);
                sleepers.shortQuery(partition);
            }
            case 4 -> {
                deeds.push(partition);
                deeds.cutAndRelease(partition);
            }
            case 5 -> all.waiting().forEach(Turns.Task::finish);
            case 6 -> deeds.rest();
            case 7 -> sleepers.nextLife(partition);
            case 8 -> sleepers.retry(partition);
            case 9 -> sleepers.brokenIndex(partition);
            case 10 -> interludes.slowBlock(partition);
            case 11 -> interludes.cleaner(partition);
            case 12 -> interludes.halfDeletion(partition);
            default -> {
                if (random.nextInt(4) == 0) {
                    interludes.lastSegment();
                } else {
                    sleepyStep();
                }
            }
        }
    }

    private void sleepyStep() throws IOException {
        int partition = random.nextInt(all.partitions.size());
        switch (random.nextInt(42)) {
            case 36 -> sleepers.nextLife(partition);
            case 37 -> sleepers.retry(partition);
            case 38 -> sleepers.brokenIndex(partition);
            case 39 -> interludes.slowBlock(partition);
            case 40 -> interludes.cleaner(partition);
            case 41 -> interludes.halfDeletion(partition);
            case 32 -> sleepers.owner(partition);
            case 33 -> sleepers.deletion(partition);
            case 34 -> sleepers.query(partition);
            case 35 -> sleepers.shortQuery(partition);
            case 0, 1, 2, 3, 4 -> deeds.push(partition);
            case 5 -> deeds.pushAgain();
            case 6 -> deeds.pushAndCrash(partition);
            case 7, 8, 9, 10 -> deeds.work(partition, true);
            case 11, 12 -> deeds.cutAndRelease(partition);
            case 13, 14, 15, 16, 17 -> deeds.compact(deeds.aWorker());
            case 18, 19 -> ask();
            case 20, 21, 22 -> deeds.goOn();
            case 23 -> deeds.crash(partition);
            case 24 -> deeds.restartSomeone();
            case 25 -> {
                if (random.nextInt(8) == 0) {
                    deeds.retire();
                }
            }
            case 26 -> deeds.delete(deeds.aWorker());
            case 27 -> deeds.pass(Duration.ofMinutes(10 + random.nextInt(60)));
            case 28 -> deeds.pass(Duration.ofMillis(random.nextInt(120_000)));
            case 29 -> deeds.rest();
            case 30 -> setClock();
            default -> story.tell("arrives: %s".formatted(all.store.arrive()));
        }
    }

    private void step() throws IOException {
        int partition = random.nextInt(all.partitions.size());
        switch (random.nextInt(52)) {
            case 0, 1, 2, 3, 4, 5, 6 -> deeds.push(partition);
            case 7, 8 -> deeds.pushAgain();
            case 9 -> deeds.pushAndCrash(partition);
            case 10, 11, 12 -> deeds.work(partition, false);
            case 13, 14, 15 -> deeds.work(partition, true);
            case 16, 17, 18, 19, 20, 21 -> ask();
            case 22, 23, 24, 25, 26, 27, 28, 29, 30 -> deeds.goOn();
            case 31 -> deeds.crash(partition);
            case 32, 33, 34 -> deeds.pass(Duration.ofMillis(random.nextInt(120_000)));
            case 35 -> deeds.pass(Duration.ofMinutes(random.nextInt(180)));
            case 36 -> setClock();
            case 37, 38, 39, 40, 41, 42 -> deeds.compact(deeds.aWorker());
            case 43 -> deeds.delete(deeds.aWorker());
            case 44 -> deeds.restartSomeone();
            case 45, 46, 47 -> deeds.cutAndRelease(partition);
            default -> story.tell("arrives: %s".formatted(all.store.arrive()));
        }
    }

    private void ask() {
        Reader reader = all.readers.get(random.nextInt(all.readers.size()));
        Turns.Task task = reader.task;
        if (task == null || task.isDone()) {
            TenantId tenant = PushMaker.TENANTS.get(random.nextInt(PushMaker.TENANTS.size()));
            questions.ask(reader, tenant, Question.random(random, all.time.instant()));
        }
        deeds.go(reader.task);
    }

    private void setClock() {
        if (hasJumps) {
            deeds.setClock();
        }
    }

    @Override
    public void close() throws IOException {
        all.close();
    }
}
