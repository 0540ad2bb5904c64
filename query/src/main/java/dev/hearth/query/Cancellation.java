// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.time.Duration;

/// Tells the work of one query when to stop: at its deadline, or when nobody waits for it any more.
/// Safe for many threads.
public final class Cancellation {

    private final long deadlineNanoTime;
    private volatile boolean isCancelled;

    private Cancellation(long deadlineNanoTime) {
        this.deadlineNanoTime = deadlineNanoTime;
    }

    /// A query that has to be done in some time from now.
    public static Cancellation after(Duration timeout) {
        return new Cancellation(System.nanoTime() + timeout.toNanos());
    }

    /// Asks the work to stop.
    public void cancel() {
        isCancelled = true;
    }

    /// Nanoseconds until the deadline, negative after it.
    long remainingNanos() {
        return deadlineNanoTime - System.nanoTime();
    }

    /// To be called every few milliseconds of work.
    ///
    /// @throws QueryAbortedException if the work is to stop
    public void check() throws QueryAbortedException {
        if (isCancelled) {
            throw new QueryAbortedException(QueryAbortedException.Reason.CANCELLED);
        }
        if (remainingNanos() < 0) {
            throw new QueryAbortedException(QueryAbortedException.Reason.DEADLINE);
        }
    }
}
