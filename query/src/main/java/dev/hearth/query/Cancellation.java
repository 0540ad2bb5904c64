// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Tells the work of one query when to stop: at its deadline, or when nobody waits for it any more.
/// Safe for many threads.
public final class Cancellation {

    private final long deadlineNanoTime;
    private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

    private Cancellation(long deadlineNanoTime) {
        this.deadlineNanoTime = deadlineNanoTime;
    }

    /// A query that has to be done in some time from now.
    public static Cancellation after(Duration timeout) {
        return new Cancellation(System.nanoTime() + timeout.toNanos());
    }

    /// Asks the work to stop.
    public void cancel() {
        cancelled.complete(true);
    }

    /// Nanoseconds until the deadline, negative after it.
    long remainingNanos() {
        return deadlineNanoTime - System.nanoTime();
    }

    /// Waits for what another thread does, until it is done or failed.
    ///
    /// @throws QueryAbortedException if the query is to stop first, or the caller is interrupted;
    ///   then it is cancelled
    public void await(CompletableFuture<?> work) throws QueryAbortedException {
        check();
        try {
            CompletableFuture.anyOf(work, cancelled).get(remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException _) {
            return; // The work failed, as whoever asks it is told.
        } catch (TimeoutException _) {
            cancel();
            throw new QueryAbortedException(QueryAbortedException.Reason.DEADLINE);
        } catch (InterruptedException _) {
            cancel();
            Thread.currentThread().interrupt();
            throw new QueryAbortedException(QueryAbortedException.Reason.CANCELLED);
        }
        if (!work.isDone()) {
            throw new QueryAbortedException(QueryAbortedException.Reason.CANCELLED);
        }
    }

    /// To be called every few milliseconds of work.
    ///
    /// @throws QueryAbortedException if the work is to stop
    public void check() throws QueryAbortedException {
        if (cancelled.isDone()) {
            throw new QueryAbortedException(QueryAbortedException.Reason.CANCELLED);
        }
        if (remainingNanos() < 0) {
            throw new QueryAbortedException(QueryAbortedException.Reason.DEADLINE);
        }
    }
}
