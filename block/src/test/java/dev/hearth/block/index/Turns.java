// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lets threads run one at a time, from one of their store's operations to the next, in an order
/// that is drawn. Some of them sleep for long now and then.
final class Turns {

    private final RandomGenerator random;
    private final List<Actor> actors = new ArrayList<>();
    private final Semaphore back = new Semaphore(0);
    private long step;

    Turns(RandomGenerator random) {
        this.random = random;
    }

    /// What an actor does.
    interface Script {
        void run(Actor self) throws Exception;
    }

    /// One thread.
    final class Actor {
        private final Semaphore go = new Semaphore(0);
        private final String name;
        private boolean isDone;
        private long sleepsUntil;
        private @Nullable Throwable failure;

        private Actor(String name) {
            this.name = name;
        }

        /// Waits for the next turn.
        void pause() {
            back.release();
            go.acquireUninterruptibly();
        }

        private void start(Script script) {
            Thread.ofVirtual()
                    .name(name)
                    .start(() -> {
                        go.acquireUninterruptibly();
                        try {
                            script.run(this);
                        } catch (Throwable e) {
                            failure = e;
                        }
                        isDone = true;
                        back.release();
                    });
        }
    }

    Actor add(String name, Script script) {
        Actor actor = new Actor(name);
        actors.add(actor);
        actor.start(script);
        return actor;
    }

    /// Turns so far: the time of this world.
    long step() {
        return step;
    }

    /// Runs until all are done.
    void runAll(int longestSleep) throws Throwable {
        while (true) {
            List<Actor> alive = actors.stream().filter(actor -> !actor.isDone).toList();
            if (alive.isEmpty()) {
                return;
            }
            List<Actor> awake = alive.stream().filter(a -> a.sleepsUntil <= step).toList();
            List<Actor> from = awake.isEmpty() ? alive : awake;
            Actor next = from.get(random.nextInt(from.size()));
            if (longestSleep > 0 && random.nextInt(40) == 0) {
                next.sleepsUntil = step + random.nextInt(longestSleep);
            } else {
                take(next);
            }
        }
    }

    /// Gives one actor turns until it is done or has had so many.
    void run(Actor actor, int turns) throws Throwable {
        for (int i = 0; i < turns && !actor.isDone; i++) {
            take(actor);
        }
    }

    boolean isDone(Actor actor) {
        return actor.isDone;
    }

    private void take(Actor actor) throws Throwable {
        step++;
        actor.go.release();
        back.acquireUninterruptibly();
        if (actor.failure != null) {
            throw actor.failure;
        }
    }
}
