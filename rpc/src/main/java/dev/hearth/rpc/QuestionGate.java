// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.query.Cancellation;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.QueryAbortedException.Reason;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets a bounded number of questions of other processes be answered at a time. Safe for many
/// threads.
final class QuestionGate {

    private final Semaphore permits;
    private final int maxWaiting;
    private final AtomicInteger waiting = new AtomicInteger();

    QuestionGate(int maxConcurrent, int maxWaiting) {
        this.permits = new Semaphore(maxConcurrent, true);
        this.maxWaiting = maxWaiting;
    }

    /// Waits for its turn; [#leave] has to follow.
    ///
    /// @throws QueryAbortedException if too many wait already, or the work is to stop
    void enter(Cancellation cancellation) throws QueryAbortedException {
        if (permits.tryAcquire()) {
            return;
        }
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            throw new QueryAbortedException(Reason.OVERLOADED);
        }
        Thread waiter = Thread.currentThread();
        try (Cancellation.Listener _ = cancellation.onCancel(waiter::interrupt)) {
            if (!permits.tryAcquire(cancellation.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw new QueryAbortedException(Reason.DEADLINE);
            }
        } catch (InterruptedException _) {
            throw new QueryAbortedException(Reason.CANCELLED);
        } finally {
            waiting.decrementAndGet();
        }
    }

    void leave() {
        permits.release();
    }

    /// Questions that wait.
    int waiting() {
        return waiting.get();
    }
}
