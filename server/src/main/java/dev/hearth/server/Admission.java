// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts the requests at hand, refuses more than a number of them, and all once it is closed. Safe
/// for many threads.
final class Admission {

    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int current;
    private boolean closed;

    Admission(int limit) {
        this.limit = limit;
    }

    /// Lets a request in; each one that came in must [#leave].
    ///
    /// @param vital whether the limit does not hold for it: who watches the process must be
    ///   answered when it is busy
    /// @throws StatusException with 503 if it may not
    void enter(boolean vital) throws StatusException {
        lock.lock();
        try {
            if (closed) {
                throw new StatusException(
                        StatusException.Code.UNAVAILABLE, "the server is shutting down");
            }
            if (!vital && current >= limit) {
                throw new StatusException(
                        StatusException.Code.UNAVAILABLE,
                        "%d requests are being answered (limit %d, set by -server.max-concurrent-requests)"
                                .formatted(current, limit));
            }
            current++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            current--;
            if (current == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    int current() {
        lock.lock();
        try {
            return current;
        } finally {
            lock.unlock();
        }
    }

    /// Lets nobody in from now on.
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until nobody is in; returns whether that came about in time.
    boolean awaitIdle(Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (current > 0 && nanos > 0) {
                nanos = idle.awaitNanos(nanos);
            }
            return current == 0;
        } finally {
            lock.unlock();
        }
    }

    /// The limit, for a gauge.
    int limit() {
        return limit;
    }
}
