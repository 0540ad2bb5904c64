// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.segment.SegmentContent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The heads of a partition, one after another without a gap: those in storage already, those that
/// wait for it, and the open one.
///
/// What changes it is for one thread at a time; [Applier] has the lock. [#readable] and the numbers
/// may be read by anyone at any time.
final class Heads {

    private final long retryWindowMillis;
    private volatile List<OwnedHead> heads;
    private volatile RetryIds seen;

    /// Empty heads, from position 0; [#reset] says where they really begin.
    Heads(long retryWindowMillis) {
        this.retryWindowMillis = retryWindowMillis;
        this.seen = new RetryIds(retryWindowMillis);
        this.heads = List.of(open(0));
    }

    /// Lets everything go and begins anew at the end of the chain.
    void reset(ChainState chain) {
        RetryIds ids = new RetryIds(retryWindowMillis);
        for (SegmentContent.RetryId id : chain.retryIds()) {
            ids.remember(id.id().high(), id.id().low(), id.appendMillis());
        }
        seen = ids;
        heads = List.of(open(chain.end()));
    }

    /// Adds a record, the one at [#applied]; seen after [#publish].
    ///
    /// @return profiles that were dropped as retries
    int apply(BatchRecord record) {
        return openHead().apply(record, seen);
    }

    /// Shows readers what was applied.
    void publish(long newEnd) {
        openHead().publish(newEnd);
    }

    /// Freezes the open head, unless it is empty, and opens the next.
    ///
    /// @return whether there was something to freeze
    boolean freeze() {
        Head head = openHead();
        if (head.isEmpty()) {
            return false;
        }
        List<OwnedHead> next = new ArrayList<>(heads);
        next.set(next.size() - 1, new OwnedHead(head, new OwnedHead.State.Frozen()));
        next.add(open(head.end()));
        heads = List.copyOf(next);
        return true;
    }

    /// Notes that a frozen head is in storage. Does nothing if the head was let go.
    void commit(Head head, long nowMillis) {
        List<OwnedHead> next = new ArrayList<>(heads);
        next.replaceAll(owned ->
                owned.head() == head
                        ? new OwnedHead(head, new OwnedHead.State.Committed(nowMillis))
                        : owned);
        heads = List.copyOf(next);
    }

    /// Lets go of heads that were committed at `beforeMillis` or before.
    void release(long beforeMillis) {
        List<OwnedHead> next = new ArrayList<>(heads);
        while (next.getFirst().state() instanceof OwnedHead.State.Committed(long atMillis)
                && atMillis <= beforeMillis) {
            next.removeFirst();
        }
        if (next.size() < heads.size()) {
            heads = List.copyOf(next);
        }
    }

    /// The heads as they are, in order of position; at least one.
    List<OwnedHead> readable() {
        return heads;
    }

    /// The head that takes what is appended.
    Head openHead() {
        return heads.getLast().head();
    }

    /// The first head whose segment is not yet committed, null if there is none but the open one.
    @Nullable Head firstFrozen() {
        for (OwnedHead owned : heads) {
            if (owned.state() instanceof OwnedHead.State.Frozen) {
                return owned.head();
            }
        }
        return null;
    }

    /// First position that is kept.
    long start() {
        return heads.getFirst().head().start();
    }

    /// End of what readers see, exclusive.
    long applied() {
        return openHead().end();
    }

    /// End of what is known to be in storage, exclusive.
    long committed() {
        long end = start();
        for (OwnedHead owned : heads) {
            if (owned.state() instanceof OwnedHead.State.Committed) {
                end = owned.head().end();
            }
        }
        return end;
    }

    /// Memory that the heads take, roughly.
    long sizeBytes() {
        long bytes = 0;
        for (OwnedHead owned : heads) {
            bytes += owned.head().sizeBytes();
        }
        return bytes;
    }

    /// Series in all heads.
    int seriesCount() {
        int count = 0;
        for (OwnedHead owned : heads) {
            count += owned.head().seriesCount();
        }
        return count;
    }

    /// Memory that ids of retries take.
    long retryBytes() {
        return seen.sizeBytes();
    }

    private static OwnedHead open(long start) {
        return new OwnedHead(new Head(start), new OwnedHead.State.Open());
    }
}
