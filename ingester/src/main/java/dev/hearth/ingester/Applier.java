// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogRecord;
import dev.hearth.log.PartitionLog;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Brings what is durable into the heads, in order of position.
///
/// Batches come from the inbox as their appenders parsed them; what is not to be expected there
/// (after a start, or when the heads begin anew) is read from the log. Has no thread of its own:
/// whoever calls does the work, one at a time. It also guards [Heads]: every change of them goes
/// through here.
final class Applier {

    private static final int GROUP_RECORDS = 128;
    private static final int READ_BYTES = 4 << 20;

    private final long maxHeadBytes;
    private final PartitionLog log;
    private final Inbox inbox;
    private final Heads heads;
    private final IngesterMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();

    /// What stands before this position comes from the log; guarded by `lock`.
    private long replayEnd;

    private volatile @Nullable String failure;

    /// @param maxHeadBytes size from which on a head that is rebuilt from the log is frozen
    Applier(
            long maxHeadBytes,
            PartitionLog log,
            Inbox inbox,
            Heads heads,
            IngesterMetrics metrics) {
        this.maxHeadBytes = maxHeadBytes;
        this.log = log;
        this.inbox = inbox;
        this.heads = heads;
        this.metrics = metrics;
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
            if (next >= end) {
                return false;
            }
            long applied = next < replayEnd ? replay(next) : takeFromInbox(next);
            if (applied == next && inbox.lacks(next)) {
                replayEnd = end;
                inbox.discardBelow(end);
                applied = replay(next);
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

    private long replay(long from) throws IOException {
        List<LogRecord> records = log.read(from, READ_BYTES);
        long next = from;
        try {
            for (LogRecord record : records) {
                if (next == replayEnd) {
                    break; // what follows is in the inbox, or about to be
                }
                if (record.position() != next) {
                    throw new IOException(
                            "log of partition \"%s\" continues at position %d (expected %d)"
                                    .formatted(log.partition(), record.position(), next));
                }
                apply(RecordCodec.decode(record));
                next++;
            }
        } finally {
            if (next > from) {
                heads.publish(next);
                metrics.replayed(next - from);
                if (failure == null && heads.openHead().sizeBytes() >= maxHeadBytes) {
                    heads.freeze();
                }
            }
        }
        return next;
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
