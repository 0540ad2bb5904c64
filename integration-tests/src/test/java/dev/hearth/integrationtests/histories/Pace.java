// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// How far each goes before others get their turn, and how long it sleeps then.
final class Pace {

    /// Changes before which to fall asleep.
    private static final List<String> CHANGES =
            List.of(
                    "put segments/",
                    "put floors/",
                    "put tenants/a/index/",
                    "put tenants/b/index/",
                    "/deletions/",
                    "meta.json",
                    "delete ");

    /// What to fall asleep before in a query.
    private static final List<String> READS =
            List.of("get ", "list floors/", "list ", "get tenants/", "get segments/", "/blocks/");

    private final RandomGenerator random;
    private final SimulatedStore store;
    private final boolean isSleepy;

    private int step;

    /// Until which step somebody sleeps.
    private final Map<Turns.Task, Integer> asleep = new HashMap<>();

    /// @param isSleepy whether who acts does so to the end, or falls asleep just before it changes
    ///   something, so that much happens meanwhile; otherwise all overlap operation by operation
    Pace(RandomGenerator random, SimulatedStore store, boolean isSleepy) {
        this.random = random;
        this.store = store;
        this.isSleepy = isSleepy;
    }

    boolean isSleepy() {
        return isSleepy;
    }

    void nextStep() {
        step++;
    }

    boolean isAwake(Turns.Task task) {
        return asleep.getOrDefault(task, 0) <= step;
    }

    /// Lets somebody fall asleep before an operation.
    ///
    /// @param part what its name has in it
    /// @param skipped how many such operations are done before
    /// @return where it stopped
    String fallAsleep(Turns.Task task, String part, int skipped) {
        task.goTo(part, skipped);
        asleep.put(task, step + random.nextInt(20));
        return task.isDone() ? "its end" : store.next();
    }

    /// Lets somebody go on who is awake.
    ///
    /// @param isReading whether it never changes anything
    /// @return how far it went
    String go(Turns.Task task, boolean isReading) {
        return isSleepy ? goSleepily(task, isReading) : goSomeWay(task);
    }

    private String goSomeWay(Turns.Task task) {
        int operations =
                switch (random.nextInt(5)) {
                    case 0 -> Integer.MAX_VALUE;
                    case 1, 2 -> random.nextInt(8);
                    case 3 -> random.nextInt(50);
                    default -> random.nextInt(200);
                };
        task.go(operations);
        if (random.nextInt(3) == 0) {
            asleep.put(task, step + random.nextInt(40));
        }
        return "goes on by %d operations, done: %s".formatted(operations, task.isDone());
    }

    private String goSleepily(Turns.Task task, boolean isReading) {
        asleep.put(task, step + random.nextInt(20));
        if (random.nextInt(5) < 2) {
            task.finish();
            return "goes on to its end";
        }
        if (isReading) {
            task.goTo(READS.get(random.nextInt(READS.size())), random.nextInt(4));
        } else if (random.nextBoolean()) {
            task.goTo(CHANGES.get(random.nextInt(CHANGES.size())), random.nextInt(3));
        } else {
            task.goTo("put ", random.nextInt(8));
        }
        return "stops at %s".formatted(task.isDone() ? "its end" : store.next());
    }
}
