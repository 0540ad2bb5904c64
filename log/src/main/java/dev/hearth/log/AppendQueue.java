// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Appends that wait for the writer, bounded by their bytes.
final class AppendQueue {

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isFilled = lock.newCondition();

    /// Guarded by `lock`, like all below.
    private final ArrayDeque<PendingAppend> waiting = new ArrayDeque<>();

    /// Of those that wait and those that are being written.
    private long bytes;

    private boolean isClosed;

    AppendQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// Adds an append. One that is larger than the bound is taken when nothing else waits.
    ///
    /// @throws LogUnavailableException if there is no room, or the queue is closed
    void add(PendingAppend append) throws LogUnavailableException {
        lock.lock();
        try {
            if (isClosed) {
                throw new LogUnavailableException("log is closed", null);
            }
            if (bytes > 0 && bytes + append.bytes() > maxBytes) {
                throw new LogUnavailableException(
                        "%d bytes wait to be written to the log (limit %d)"
                                .formatted(bytes, maxBytes),
                        null);
            }
            bytes += append.bytes();
            waiting.add(append);
            isFilled.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Removes an append that the writer has not taken.
    ///
    /// @return false if it has
    boolean remove(PendingAppend append) {
        lock.lock();
        try {
            if (!waiting.remove(append)) {
                return false;
            }
            bytes -= append.bytes();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for appends and takes all that are there, in order, up to about `maxGroupBytes`.
    ///
    /// @return empty once the queue is closed and drained
    List<PendingAppend> take(int maxGroupBytes) {
        lock.lock();
        try {
            while (waiting.isEmpty() && !isClosed) {
                isFilled.awaitUninterruptibly();
            }
            List<PendingAppend> group = new ArrayList<>(waiting.size());
            long groupBytes = 0;
            while (!waiting.isEmpty() && groupBytes < maxGroupBytes) {
                PendingAppend next = waiting.remove();
                groupBytes += next.bytes();
                group.add(next);
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    /// Gives back the room of appends that were taken and are done.
    void release(List<PendingAppend> group) {
        lock.lock();
        try {
            for (PendingAppend append : group) {
                bytes -= append.bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Refuses what comes from now on.
    void close() {
        lock.lock();
        try {
            isClosed = true;
            isFilled.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Payload bytes that wait or are being written.
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
