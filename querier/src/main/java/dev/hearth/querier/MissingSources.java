// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.LostRanges;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.RangeDroppedException;
import dev.hearth.query.SourceFailures;
import dev.hearth.query.UnknownRepeatsException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// What of a tenant's data a query could not read, and whether it may do without. Safe for many
/// threads.
final class MissingSources implements SourceFailures {

    /// Different failures that are kept to be told; of the rest only the number.
    private static final int KEPT = 3;

    private final boolean isAllowed;
    private final long startNanos;
    private final long endNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final SortedSet<String> reasons = new TreeSet<>();
    private SortedSet<String> plannedReasons = new TreeSet<>();
    private boolean isLastAttempt;
    private int count;
    private int plannedCount;

    /// @param isAllowed whether an answer may lack something
    MissingSources(boolean isAllowed) {
        this(isAllowed, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /// @param isAllowed whether an answer may lack something
    /// @param startNanos begin of the range that is asked for
    /// @param endNanos its end, exclusive
    MissingSources(boolean isAllowed, long startNanos, long endNanos) {
        this.isAllowed = isAllowed;
        this.startNanos = startNanos;
        this.endNanos = endNanos;
    }

    /// Forgets what was missing in an earlier plan.
    ///
    /// @param last whether there will be no further plan: an object that is missing now stays so
    void begin(boolean last) {
        lock.lock();
        try {
            reasons.clear();
            count = 0;
            isLastAttempt = last;
        } finally {
            lock.unlock();
        }
    }

    /// Remembers what is missing from the plan already.
    void planned() {
        lock.lock();
        try {
            plannedReasons = new TreeSet<>(reasons);
            plannedCount = count;
        } finally {
            lock.unlock();
        }
    }

    /// Forgets what was missing when the plan was worked on: it is worked on once more.
    void askAgain() {
        lock.lock();
        try {
            reasons.clear();
            reasons.addAll(plannedReasons);
            count = plannedCount;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean mayLack() {
        return isAllowed;
    }

    @Override
    public boolean mayLackGone() {
        lock.lock();
        try {
            return isAllowed && isLastAttempt;
        } finally {
            lock.unlock();
        }
    }

    /// Throws a failure that an answer may not lack anything for.
    void checkTolerable(IOException failure) throws IOException {
        lock.lock();
        try {
            if (!isAllowed || !isTolerable(failure)) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void failed(IOException failure) throws IOException {
        lock.lock();
        try {
            checkTolerable(failure);
            note(String.valueOf(failure.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    /// Notes records that no query can ever read.
    void lost(LostRanges.Range range) {
        lock.lock();
        try {
            note(
                    "records %d to %d of partition \"%s\" were lost before they were stored"
                            .formatted(range.start(), range.end() - 1, range.partition()));
        } finally {
            lock.unlock();
        }
    }

    /// Notes what an operator has given up, if what is asked for reaches into its times: that fails
    /// no answer.
    ///
    /// @param minTimeNanos time of the earliest profile
    /// @param maxTimeNanos time of the latest one
    void givenUp(String reason, long minTimeNanos, long maxTimeNanos) {
        lock.lock();
        try {
            if (minTimeNanos < endNanos && maxTimeNanos >= startNanos) {
                note(reason);
            }
        } finally {
            lock.unlock();
        }
    }

    private void note(String reason) {
        count++;
        reasons.add(reason);
        if (reasons.size() > KEPT) {
            reasons.removeLast();
        }
    }

    private boolean isTolerable(IOException failure) {
        return switch (failure) {
            case QueryAbortedException _,
                    UnknownRepeatsException _,
                    StalePlanException _,
                    InterruptedIOException _,
                    ClosedByInterruptException _ ->
                    false;
            case NoSuchObjectException _, RangeDroppedException _, PartitionMovedException _ ->
                    isLastAttempt;
            default -> true;
        };
    }

    /// How many parts could not be read.
    int count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /// Why, the first few reasons in order.
    List<String> reasons() {
        lock.lock();
        try {
            return List.copyOf(Collections.unmodifiableSortedSet(reasons));
        } finally {
            lock.unlock();
        }
    }
}
