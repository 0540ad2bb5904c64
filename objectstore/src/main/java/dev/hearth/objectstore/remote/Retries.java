// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore.remote;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Tries again what failed for a reason that passes, after pauses that double and vary.
public final class Retries {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final int most;
    private final Pause pause;
    private final Listener listener;

    /// Lets time pass.
    @FunctionalInterface
    public interface Pause {

        /// Returns after that time, or earlier if the thread is interrupted.
        void take(Duration time);
    }

    /// Told of each retry.
    @FunctionalInterface
    public interface Listener {

        /// An operation failed and is about to be tried again.
        void retried(String operation);
    }

    /// One call of a store.
    @FunctionalInterface
    public interface Attempt<T> {

        /// Makes the call.
        T run() throws IOException;
    }

    /// Retries with the machine's clock.
    ///
    /// @param most how often a call is tried again; 0 is not at all
    public Retries(int most, Listener listener) {
        this(most, time -> LockSupport.parkNanos(time.toNanos()), listener);
    }

    /// Retries with pauses of one's own.
    public Retries(int most, Pause pause, Listener listener) {
        this.most = most;
        this.pause = pause;
        this.listener = listener;
    }

    /// Makes a call until it succeeds, fails for good, or was tried often enough.
    ///
    /// @param operation name of it, for whoever counts
    public <T> T run(String operation, Attempt<T> attempt) throws IOException {
        for (int failed = 0; ; failed++) {
            try {
                return attempt.run();
            } catch (RetryableException e) {
                if (failed >= most) {
                    throw e;
                }
                listener.retried(operation);
                await(pauseAfter(failed, e.after()));
            }
        }
    }

    private static Duration pauseAfter(int failed, Duration asked) {
        long doubled =
                Math.min(FIRST_PAUSE.toNanos() << Math.min(failed, 20), LONGEST_PAUSE.toNanos());
        long varied = ThreadLocalRandom.current().nextLong(doubled / 2, doubled + 1);
        return Duration.ofNanos(
                Math.max(varied, Math.min(asked.toNanos(), LONGEST_PAUSE.toNanos())));
    }

    private void await(Duration time) throws InterruptedIOException {
        if (!Thread.currentThread().isInterrupted()) {
            pause.take(time);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting to try again");
        }
    }
}
