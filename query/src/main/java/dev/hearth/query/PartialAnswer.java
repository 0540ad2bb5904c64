// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.CallTree;
import java.util.Arrays;
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

        /// Time and period of each of the latest profiles, in turns.
        private final long[] periods;

        /// @param isAny whether there is a profile
        /// @param dense sums by stack
        /// @param size stacks that there are
        /// @param periods those of the latest profiles
        OfStacks(boolean isAny, long[] dense, int size, PeriodList periods) {
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
            this.periods = periods.timesAndPeriods();
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

        void tellPeriods(LatestPeriods into) {
            for (int i = 0; i < periods.length; i += 2) {
                into.add(periods[i], periods[i + 1]);
            }
        }

        @Override
        public long weightBytes() {
            return 96 + 12L * stacks.length + 8L * periods.length;
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

    /// Takes the periods of the latest profiles. For one thread.
    final class PeriodList implements LatestPeriods {

        private long[] entries = new long[4];
        private int size;

        @Override
        public void add(long timeNanos, long period) {
            if (size == entries.length) {
                entries = Arrays.copyOf(entries, size * 2);
            }
            entries[size++] = timeNanos;
            entries[size++] = period;
        }

        long[] timesAndPeriods() {
            return Arrays.copyOf(entries, size);
        }
    }
}
