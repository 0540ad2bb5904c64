// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// How far each goes before others get their turn, and how long it sleeps then.
final class Pace {

    private final RandomGenerator random;
    private final SimulatedStore store;
    private final boolean isSleepy;

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

    boolean isAwake(Turns.Task task, int step) {
        return asleep.getOrDefault(task, 0) <= step;
    }

    /// Lets somebody go on who is awake.
    ///
    /// @param isReading whether it never changes anything
    /// @return how far it went
    String go(Turns.Task task, boolean isReading, int step) {
        return isSleepy ? goSleepily(task, isReading, step) : goSomeWay(task, step);
    }

    private String goSomeWay(Turns.Task task, int step) {
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

    private String goSleepily(Turns.Task task, boolean isReading, int step) {
        asleep.put(task, step + random.nextInt(20));
        if (random.nextInt(5) < 2) {
            task.finish();
            return "goes on to its end";
        }
        if (isReading) {
            int operations = random.nextInt(12);
            task.go(operations);
            return "goes on by %d operations".formatted(operations);
        }
        task.goToChange(random.nextBoolean() ? 0 : random.nextInt(8));
        return "stops at %s".formatted(task.isDone() ? "its end" : store.next());
    }
}
