// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogUnavailableException;
import dev.hearth.log.record.BatchRecord;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Batches between the log and the head: whoever appended one puts it in, in any order; they are
/// taken out in order of position.
///
/// Holds a bounded number of bytes: [#enter] waits for room. Safe for many threads.
final class Inbox {

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, Held> held = new HashMap<>();
    private long bytes;
    private long floor;
    private int appending;
    private long changes;
    private boolean isClosed;

    /// A batch; the bytes of an append are counted with its first.
    private record Held(BatchRecord record, long bytes) {}

    /// @param maxBytes bytes to hold at most; a single larger append is let in when there is
    ///   nothing else
    Inbox(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// Begins an append. Each call that returns needs one of [#leave].
    ///
    /// @param size bytes that the batches are taken to need
    /// @throws LogUnavailableException if there is no room within a while, or the inbox is closed
    void enter(long size, long timeoutNanos) throws LogUnavailableException {
        lock.lock();
        try {
            long left = timeoutNanos;
            while (!isClosed && bytes > 0 && bytes + size > maxBytes) {
                if (left <= 0) {
                    throw new MemoryFullException(
                            "ingester is %d bytes behind its log (limit %d)"
                                    .formatted(bytes, maxBytes));
                }
                left = changed.awaitNanos(left);
            }
            if (isClosed) {
                throw new LogUnavailableException("ingester is stopping", null);
            }
            bytes += size;
            appending++;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("append was interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /// Ends an append.
    ///
    /// @param size what was given to [#enter]
    /// @param durable what it left in the log; empty if it failed
    void leave(long size, List<BatchRecord> durable) {
        lock.lock();
        try {
            appending--;
            long uncounted = size;
            for (BatchRecord record : durable) {
                if (record.position() >= floor) {
                    held.put(record.position(), new Held(record, uncounted));
                    uncounted = 0;
                }
            }
            bytes -= uncounted;
            signal();
        } finally {
            lock.unlock();
        }
    }

    /// Takes out the batch at a position; null if it is not there.
    @Nullable BatchRecord take(long position) {
        lock.lock();
        try {
            Held taken = held.remove(position);
            if (taken == null) {
                return null;
            }
            bytes -= taken.bytes;
            signal();
            return taken.record;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the batch at a position is neither here nor on its way, though it is durable.
    boolean lacks(long position) {
        lock.lock();
        try {
            return appending == 0 && !held.containsKey(position);
        } finally {
            lock.unlock();
        }
    }

    /// Lets go of what stands before a position, now and when it is put in later.
    void discardBelow(long position) {
        lock.lock();
        try {
            floor = Math.max(floor, position);
            Iterator<Map.Entry<Long, Held>> entries = held.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<Long, Held> entry = entries.next();
                if (entry.getKey() < position) {
                    bytes -= entry.getValue().bytes;
                    entries.remove();
                }
            }
            signal();
        } finally {
            lock.unlock();
        }
    }

    /// Bytes held, those of running appends included.
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /// A number that changes whenever something was put in or taken out, or was applied.
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /// Tells those who wait that something was applied.
    void wake() {
        lock.lock();
        try {
            signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until [#changes] is no longer `known`, or a while.
    ///
    /// @return false if nothing changed
    boolean awaitChange(long known, long timeoutNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = timeoutNanos;
            while (changes == known && left > 0) {
                left = changed.awaitNanos(left);
            }
            return changes != known;
        } finally {
            lock.unlock();
        }
    }

    /// Lets nobody in any more; waits for those who are in.
    ///
    /// @return whether all have left
    boolean close(long timeoutNanos) {
        lock.lock();
        try {
            isClosed = true;
            signal();
            long deadline = System.nanoTime() + timeoutNanos;
            while (appending > 0) {
                if (!changed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                        && System.nanoTime() - deadline >= 0) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        changes++;
        changed.signalAll();
    }
}
