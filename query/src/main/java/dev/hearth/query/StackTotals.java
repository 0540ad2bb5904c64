// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.model.merge.StackMerge;
import java.util.concurrent.locks.ReentrantLock;

/// What samples come to by stack, with all that is known of the stacks, and the period of the
/// latest profile that has one. Many threads may add; what is in it is looked at when they are
/// done.
public final class StackTotals implements StackSums {

    private final ReentrantLock lock = new ReentrantLock();
    private final StackMerge merge = new StackMerge();
    private long period;

    /// Time of the profile that the period is of.
    private long periodNanos;

    /// Without any sample.
    public StackTotals() {}

    @Override
    public void add(StackTable stacks, Symbols symbols, long[] sums) {
        lock.lock();
        try {
            merge.add(symbols, stacks, sums);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean needsPeriod() {
        return true;
    }

    /// Keeps the latest period that is known; of two of one time the larger.
    @Override
    public void addPeriod(long timeNanos, long ofProfile) {
        lock.lock();
        try {
            boolean isLater =
                    timeNanos > periodNanos || (timeNanos == periodNanos && ofProfile > period);
            if (ofProfile > 0 && (period == 0 || isLater)) {
                period = ofProfile;
                periodNanos = timeNanos;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Adds what another one holds, which nobody adds to any more.
    public void add(StackTotals other) {
        add(other.merge.stacks(), other.merge.symbols().snapshot(), other.merge.sums());
        addPeriod(other.periodNanos, other.period);
    }

    /// Stacks, symbols and sums.
    public StackMerge stacks() {
        return merge;
    }

    /// Events between two samples, 0 if unknown.
    public long period() {
        return period;
    }

    /// Time of the profile that the period is of, nanoseconds since the epoch; 0 if unknown.
    public long periodNanos() {
        return periodNanos;
    }
}
