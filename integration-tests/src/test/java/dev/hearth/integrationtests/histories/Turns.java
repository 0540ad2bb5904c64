// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Lets one thread at a time run, for as many operations as the driver says: everything happens in
/// an order that the driver decides.
public final class Turns {

    private static final long STUCK_SECONDS = 120;

    /// Threads that read ahead, many at a time, for one that waits.
    private static final String SCOUTS = "segment-scout";

    private @Nullable Task running;

    /// Threads that tasks start take turns as well: they must be such that only one of all threads
    /// of a task can run.
    public Turns() {}

    /// What a task does.
    @FunctionalInterface
    public interface Body {

        /// Does it.
        ///
        /// @throws IOException if something fails that may: its caller has an error
        void run() throws IOException;
    }

    /// To be called before each operation whose moment is to be the driver's choice, by the running
    /// task or a thread that it waits for.
    ///
    /// @throws IOException if the task's process has ended
    public void next() throws IOException {
        next("");
    }

    /// As [#next()].
    ///
    /// @param operation what is about to be done
    public void next(String operation) throws IOException {
        Task task = running;
        if (task == null) {
            return; // the driver itself
        }
        if (takesTurns()) {
            task.await(operation);
        }
        if (task.isKilled) {
            throw new IOException("process of " + task.name + " has ended");
        }
    }

    /// Whether the calling thread is one that takes turns.
    boolean takesTurns() {
        return !Thread.currentThread().getName().equals(SCOUTS);
    }

    /// The task that runs, null if the driver does.
    public @Nullable Task running() {
        return running;
    }

    /// A piece of work of a process, on a thread of its own. It begins with its first turn.
    public final class Task {

        private final String name;
        private final Thread thread;
        private final Semaphore go = new Semaphore(0);
        private final Semaphore back = new Semaphore(0);
        private int operations;
        private String wanted = "";
        private volatile boolean isKilled;
        private volatile boolean isDone;
        private volatile @Nullable Throwable failure;

        /// Has not begun.
        public Task(String name, Body body) {
            this.name = name;
            thread = Thread.ofVirtual().name(name).unstarted(() -> run(body));
        }

        @SuppressWarnings("CatchingUnchecked") // the driver rethrows it
        private void run(Body body) {
            go.acquireUninterruptibly();
            try {
                body.run();
            } catch (IOException _) {
                // Its caller has an error: everything may have happened or not.
            } catch (Throwable e) {
                failure = e;
            } finally {
                isDone = true;
                back.release();
            }
        }

        private void await(String operation) {
            if (!operation.contains(wanted)) {
                return;
            }
            if (operations == 0) {
                back.release();
                go.acquireUninterruptibly();
            } else {
                operations--;
            }
        }

        /// Lets it do what it waits to do, if it has begun, and so many operations more; fewer if
        /// it ends.
        public void go(int howMany) {
            go(howMany, "");
        }

        /// As [#go], where only some operations count: it stops before one of them.
        ///
        /// @param part what their names have in them
        public void goTo(String part, int howMany) {
            go(howMany, part);
        }

        private void go(int howMany, String part) {
            if (isDone) {
                return;
            }
            if (thread.getState() == Thread.State.NEW) {
                thread.start();
            }
            operations = howMany;
            wanted = part;
            Task outer = running;
            running = this;
            go.release();
            awaitBack();
            running = outer;
            if (failure != null && !isKilled) {
                throw new AssertionError(name + " failed as it never should", failure);
            }
        }

        private void awaitBack() {
            try {
                if (!back.tryAcquire(STUCK_SECONDS, TimeUnit.SECONDS)) {
                    StackTraceElement[] at = thread.getStackTrace();
                    throw new AssertionError(name + " is stuck at " + Arrays.toString(at));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }

        /// Lets it go on to its end.
        public void finish() {
            go(Integer.MAX_VALUE);
        }

        /// Ends it: whatever it begins from now on fails.
        public void kill() {
            isKilled = true;
            finish();
        }

        /// Whether it has ended.
        public boolean isDone() {
            return isDone;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
