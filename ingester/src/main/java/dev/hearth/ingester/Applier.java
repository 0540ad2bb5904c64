// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogRecord;
import dev.hearth.log.ReadableLog;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.log.record.RecordCodec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Brings what is durable into the heads, in order of position.
///
/// Batches come from the inbox as their appenders parsed them; what is not to be expected there
/// (after a start, when the heads begin anew, or where others append) is read from the log. Has no
/// thread of its own: whoever calls does the work, one at a time. It also guards [Heads]: every
/// change of them goes through here.
///
/// Where others append, nobody refuses them when memory is full; nothing more is applied then until
/// heads are in storage.
final class Applier {

    private static final int GROUP_RECORDS = 128;
    private static final int READ_BYTES = 4 << 20;

    private final long maxHeadBytes;
    private final ReadableLog log;
    private final Inbox inbox;
    private final Heads heads;
    private final IngesterMetrics metrics;
    private final Ownership ownership;
    private final HeadMemory memory;
    private final ReentrantLock lock = new ReentrantLock();

    /// What stands before this position comes from the log; guarded by `lock`.
    private long replayEnd;

    private volatile @Nullable String failure;
    private volatile boolean isStalled;

    /// For a log that this process alone appends to, and refuses to when memory is full.
    ///
    /// @param maxHeadBytes size from which on a head that is rebuilt from the log is frozen
    Applier(long maxHeadBytes, ReadableLog log, Inbox inbox, Heads heads, IngesterMetrics metrics) {
        this(
                maxHeadBytes,
                log,
                inbox,
                heads,
                metrics,
                new Ownership.Sole(),
                new HeadMemory(Long.MAX_VALUE));
    }

    /// @param maxHeadBytes size from which on a head that is made from the log is frozen
    /// @param memory what these heads and others may take together
    Applier(
            long maxHeadBytes,
            ReadableLog log,
            Inbox inbox,
            Heads heads,
            IngesterMetrics metrics,
            Ownership ownership,
            HeadMemory memory) {
        this.maxHeadBytes = ownership.maxHeadBytes(maxHeadBytes);
        this.log = log;
        this.inbox = inbox;
        this.heads = heads;
        this.metrics = metrics;
        this.ownership = ownership;
        this.memory = memory;
        if (ownership.isShared()) {
            replayEnd = Long.MAX_VALUE;
            failure = "end of the chain is not known yet";
        }
    }

    /// Whose the partition is.
    Ownership ownership() {
        return ownership;
    }

    /// The heads; to be changed only by this class.
    Heads heads() {
        return heads;
    }

    /// Applies the next few records that are durable and at hand.
    ///
    /// @return false if there was none
    /// @throws IOException if the log cannot be read: the heads are then as they were before. Or if
    ///   a record cannot be applied: nothing more is then, see [#failure]
    boolean step() throws IOException {
        lock.lock();
        try {
            refuseAfterFailure();
            long end = log.durableEnd();
            long next = heads.applied();
            if (next >= end || stall()) {
                return false;
            }
            long applied = next < replayEnd ? replay(next, end) : takeFromInbox(next);
            if (applied == next && inbox.lacks(next)) {
                replayEnd = end;
                inbox.discardBelow(end);
                applied = replay(next, end);
            }
            if (applied > next) {
                if (heads.applied() < applied) {
                    heads.publish(applied);
                }
                inbox.wake();
            }
            return applied > next;
        } finally {
            lock.unlock();
        }
    }

    /// Applies everything that stands before a position; waits for what others are about to put in.
    ///
    /// @param position at most the durable end of the log
    /// @throws IOException if that takes longer than `timeoutNanos`, or as [#step]
    void applyUpTo(long position, long timeoutNanos) throws IOException {
        long deadline = System.nanoTime() + timeoutNanos;
        while (heads.applied() < position) {
            long changes = inbox.changes();
            if (step() || heads.applied() >= position) {
                continue;
            }
            if (isStalled) {
                throw new IOException(memoryIsFull());
            }
            try {
                long left = deadline - System.nanoTime();
                if (!inbox.awaitChange(changes, left)) {
                    throw new IOException(
                            "ingester has applied its log up to %d (expected %d within %d ms)"
                                    .formatted(
                                            heads.applied(),
                                            position,
                                            TimeUnit.NANOSECONDS.toMillis(timeoutNanos)));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(
                        "wait for position %d was interrupted".formatted(position), e);
            }
        }
    }

    /// Begins anew at the end of the chain. What the log holds behind it is read again.
    void reset(ChainState chain) {
        lock.lock();
        try {
            replayEnd = Math.max(replayEnd, Math.max(heads.applied(), log.durableEnd()));
            heads.reset(chain);
            inbox.discardBelow(replayEnd);
            inbox.wake();
            failure = null;
        } finally {
            lock.unlock();
        }
    }

    /// As [Heads#freeze]. After a failure nothing is frozen: the open head may hold a part of a
    /// record, or ids of profiles that it does not hold.
    boolean freeze() {
        lock.lock();
        try {
            return failure == null && heads.freeze();
        } finally {
            lock.unlock();
        }
    }

    /// As [Heads#commit].
    void commit(Head head, long nowMillis) {
        lock.lock();
        try {
            heads.commit(head, nowMillis);
        } finally {
            lock.unlock();
        }
    }

    /// As [Heads#release].
    void release(long beforeMillis) {
        lock.lock();
        try {
            heads.release(beforeMillis);
        } finally {
            lock.unlock();
        }
    }

    /// Why nothing more can be applied until [#reset], null if it can.
    @Nullable String failure() {
        return failure;
    }

    /// Whether the log was trimmed past what is applied, by another owner who has cut it: what
    /// comes next is to be found in the chain.
    boolean isBehindLog() {
        return heads.applied() < log.start();
    }

    /// How long ago the oldest data of the open head was appended; -1 if it is empty.
    long openAgeMillis(long nowMillis) {
        lock.lock();
        try {
            Head head = heads.openHead();
            return head.isEmpty() ? -1 : Math.max(0, nowMillis - head.firstAppendMillis());
        } finally {
            lock.unlock();
        }
    }

    /// Whether memory is full, though all that is in storage was let go.
    private boolean stall() {
        boolean isFull = memory.isFull();
        if (isFull) {
            heads.release(Long.MAX_VALUE);
            isFull = memory.isFull();
        }
        isStalled = isFull;
        return isFull;
    }

    private String memoryIsFull() {
        return "profiles that wait for storage, and ids of retries, take %d bytes (limit %d). To change it, set %s"
                .formatted(memory.usedBytes(), memory.maxBytes(), IngesterFlags.MAX_MEMORY_BYTES);
    }

    /// Why nothing more is applied though there is more; null if that is not so.
    @Nullable String stalled() {
        return isStalled ? memoryIsFull() : null;
    }

    /// Whether the open head should be cut before its time, for the sake of the others'.
    boolean isTight() {
        return memory.isTightFor(heads);
    }

    private long takeFromInbox(long from) throws IOException {
        long next = from;
        for (int i = 0; i < GROUP_RECORDS; i++) {
            BatchRecord record = inbox.take(next);
            if (record == null) {
                break;
            }
            apply(record);
            next++;
        }
        return next;
    }

    /// Reads the log from a position on. Where positions may hold nothing and there is nothing
    /// before `end`, all of those are done with.
    private long replay(long from, long end) throws IOException {
        List<LogRecord> records = log.read(from, READ_BYTES);
        long next = from;
        long count = 0;
        try {
            for (LogRecord record : records) {
                if (next == replayEnd) {
                    break; // what follows is in the inbox, or about to be
                }
                requireNext(record, next);
                apply(RecordCodec.decode(record));
                next = record.position() + 1;
                count++;
            }
            if (records.isEmpty() && !log.isDense()) {
                next = end;
            }
        } finally {
            if (next > from) {
                heads.publish(next);
                metrics.replayed(count);
                if (failure == null && heads.openHead().sizeBytes() >= maxHeadBytes) {
                    heads.freeze();
                }
            }
        }
        return next;
    }

    private void requireNext(LogRecord record, long next) throws IOException {
        if (record.position() < next || (record.position() > next && log.isDense())) {
            throw new IOException(
                    "log of partition \"%s\" continues at position %d (expected %d)"
                            .formatted(log.partition(), record.position(), next));
        }
    }

    private void apply(BatchRecord record) throws IOException {
        try {
            metrics.retriesDropped(heads.apply(record));
        } catch (RuntimeException | Error e) {
            failure =
                    "log record at position %d cannot be applied: %s"
                            .formatted(record.position(), e);
            throw new IOException(failure, e);
        }
    }

    private void refuseAfterFailure() throws IOException {
        String known = failure;
        if (known != null) {
            throw new IOException(known);
        }
    }
}
