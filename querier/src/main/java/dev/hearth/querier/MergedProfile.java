// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.formats.pprof.PprofMerger;
import dev.hearth.model.ProfileType;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.query.StackSums;
import java.util.concurrent.locks.ReentrantLock;

/// Collects sums for one pprof, from many threads one after another.
final class MergedProfile implements StackSums {

    private final ReentrantLock lock = new ReentrantLock();
    private final PprofMerger merger = new PprofMerger();
    private long period;

    /// Time of the profile that the period is of.
    private long periodNanos;

    @Override
    public void add(StackTable stacks, Symbols symbols, long[] sums) {
        lock.lock();
        try {
            merger.add(symbols, stacks, sums);
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

    /// The profile; empty without samples.
    ///
    /// @param maxNodes nodes of its tree of stacks, at least 1; the smallest are cut off
    Profile encode(ProfileType type, TimeRange range, long maxNodes) {
        long duration = Math.max(0, range.endNanos() - range.startNanos());
        byte[] bytes = merger.encode(type, range.startNanos(), duration, period, maxNodes);
        try {
            return Profile.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
