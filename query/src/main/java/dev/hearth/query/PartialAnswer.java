// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.CallTree;
import java.util.Map;

/// What one dataset answers to one question, as [ResultCache] keeps it. Does not change.
sealed interface PartialAnswer {

    /// Bytes held, estimated.
    long weightBytes();

    /// A tree of functions.
    record OfTree(CallTree tree) implements PartialAnswer {
        @Override
        public long weightBytes() {
            return tree.weightBytes();
        }
    }

    /// Sums by stack, of those stacks that have one.
    final class OfStacks implements PartialAnswer {

        private final int[] stacks;
        private final long[] sums;
        private final boolean isAny;

        /// Period of the latest profile, and its time.
        private final long period;

        private final long periodNanos;

        /// @param isAny whether there is a profile
        /// @param dense sums by stack
        /// @param size stacks that there are
        OfStacks(boolean isAny, long[] dense, int size, LargestPeriod period) {
            int count = 0;
            for (int stack = 0; stack < size; stack++) {
                count += dense[stack] != 0 ? 1 : 0;
            }
            this.stacks = new int[count];
            this.sums = new long[count];
            for (int stack = 0, i = 0; stack < size; stack++) {
                if (dense[stack] != 0) {
                    stacks[i] = stack;
                    sums[i++] = dense[stack];
                }
            }
            this.isAny = isAny;
            this.period = period.period();
            this.periodNanos = period.timeNanos();
        }

        boolean isAny() {
            return isAny;
        }

        /// @param dense all zero
        void fill(long[] dense) {
            for (int i = 0; i < stacks.length; i++) {
                dense[stacks[i]] = sums[i];
            }
        }

        void tellPeriod(LatestPeriods into) {
            into.add(periodNanos, period);
        }

        @Override
        public long weightBytes() {
            return 64 + 12L * stacks.length;
        }
    }

    /// Totals by group and point; points are numbered from that of the epoch on.
    record OfSeries(Map<GroupKey, PointSums> groups) implements PartialAnswer {

        /// Keeps a copy of the map.
        public OfSeries {
            groups = Map.copyOf(groups);
        }

        @Override
        public long weightBytes() {
            long bytes = 64;
            for (Map.Entry<GroupKey, PointSums> group : groups.entrySet()) {
                bytes += 128 + 64L * group.getKey().pairs().size();
                bytes += group.getValue().weightBytes();
            }
            return bytes;
        }
    }

    /// Takes the periods of profiles of one time, of which the largest counts.
    final class LargestPeriod implements LatestPeriods {

        private long timeNanos = Long.MIN_VALUE;
        private long period;

        @Override
        public void add(long ofTimeNanos, long ofProfile) {
            period = ofTimeNanos > timeNanos ? ofProfile : Math.max(period, ofProfile);
            timeNanos = Math.max(timeNanos, ofTimeNanos);
        }

        long timeNanos() {
            return timeNanos;
        }

        long period() {
            return period;
        }
    }
}
