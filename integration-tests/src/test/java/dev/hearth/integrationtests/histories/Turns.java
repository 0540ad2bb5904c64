// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Lets one thread at a time run, for as many operations as the driver says: everything happens in
/// an order that the driver decides.
final class Turns {

    private static final long STUCK_SECONDS = 120;

    private @Nullable Task running;

    /// What a task does.
    @FunctionalInterface
    interface Body {
        void run() throws IOException;
    }

    /// To be called before each operation whose moment is to be the driver's choice, by the running
    /// task or a thread that it waits for.
    ///
    /// @throws IOException if the task's process has ended
    void next() throws IOException {
        next(false);
    }

    /// As [#next], before an operation that changes what others see.
    void nextChange() throws IOException {
        next(true);
    }

    private void next(boolean isChange) throws IOException {
        Task task = running;
        if (task == null) {
            return; // the driver itself
        }
        if (!Thread.currentThread().isVirtual()) {
            task.await(isChange);
        }
        if (task.isKilled) {
            throw new IOException("process of " + task.name + " has ended");
        }
    }

    /// The task that runs, null if the driver does.
    @Nullable Task running() {
        return running;
    }

    /// A piece of work of a process, on a thread of its own. It begins with its first turn.
    final class Task {

        private final String name;
        private final Thread thread;
        private final Semaphore go = new Semaphore(0);
        private final Semaphore back = new Semaphore(0);
        private int operations;
        private boolean isForChanges;
        private volatile boolean isKilled;
        private volatile boolean isDone;
        private volatile @Nullable Throwable failure;

        Task(String name, Body body) {
            this.name = name;
            thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(body));
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

        private void await(boolean isChange) {
            if (isForChanges && !isChange) {
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
        void go(int howMany) {
            go(howMany, false);
        }

        /// As [#go], where only operations count that change something: it stops before one.
        void goToChange(int howMany) {
            go(howMany, true);
        }

        private void go(int howMany, boolean onlyChanges) {
            if (isDone) {
                return;
            }
            if (thread.getState() == Thread.State.NEW) {
                thread.start();
            }
            operations = howMany;
            isForChanges = onlyChanges;
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
        void finish() {
            go(Integer.MAX_VALUE);
        }

        /// Ends it: whatever it begins from now on fails.
        void kill() {
            isKilled = true;
            finish();
        }

        boolean isDone() {
            return isDone;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
