// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// Tells the work of one query when to stop: at its deadline, or when nobody waits for it any more.
/// Safe for many threads.
public final class Cancellation {

    private final long deadlineNanoTime;
    private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();

    /// Guarded by the lock.
    private final Set<Listener> listeners = new LinkedHashSet<>();

    private Cancellation(long deadlineNanoTime) {
        this.deadlineNanoTime = deadlineNanoTime;
    }

    /// Work that waits to be told of a cancellation, until it is closed.
    public final class Listener implements AutoCloseable {

        private final Runnable action;

        private Listener(Runnable action) {
            this.action = action;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                listeners.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    /// A query that has to be done in some time from now.
    public static Cancellation after(Duration timeout) {
        return new Cancellation(System.nanoTime() + timeout.toNanos());
    }

    /// One for a piece of the work: with the same deadline, and cancelled when this one is, but
    /// also by itself.
    public Cancellation piece() {
        Cancellation piece = new Cancellation(deadlineNanoTime);
        onCancel(piece::cancel);
        return piece;
    }

    /// Asks the work to stop.
    public void cancel() {
        List<Listener> told;
        lock.lock();
        try {
            cancelled.complete(true);
            told = List.copyOf(listeners);
            listeners.clear();
        } finally {
            lock.unlock();
        }
        told.forEach(listener -> listener.action.run());
    }

    /// Runs something when the work is asked to stop, at once if it was before; on the thread that
    /// asks. The deadline alone does not count.
    public Listener onCancel(Runnable action) {
        Listener listener = new Listener(action);
        lock.lock();
        try {
            if (!cancelled.isDone()) {
                listeners.add(listener);
                return listener;
            }
        } finally {
            lock.unlock();
        }
        action.run();
        return listener;
    }

    /// Nanoseconds until the deadline, negative after it.
    public long remainingNanos() {
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
