// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.model.Labels;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.parquet.ParquetFileReader;

/// Decoded parts of one tenant's files, as the cache keeps them.
final class SegmentParts {

    private SegmentParts() {}

    /// A segment's footer.
    record Footer(SegmentFooter footer) implements BlockCache.Weighted {
        @Override
        public long weightBytes() {
            return footer.weightBytes();
        }
    }

    /// Labels by series.
    static final class Series implements BlockCache.Weighted {

        final Labels[] labels;
        private final long weight;

        Series(Labels[] labels) {
            this.labels = labels;
            long bytes = 16;
            for (Labels each : labels) {
                bytes += 64 + 32L * each.size();
            }
            this.weight = bytes;
        }

        @Override
        public long weightBytes() {
            return weight;
        }
    }

    /// Profiles by row, in order of series and time.
    static final class Profiles implements BlockCache.Weighted {

        /// For each series its first profile, and behind them the end of the last.
        final int[] seriesStarts;

        final long[] times;
        final long[] totals;

        /// Two numbers a profile, high before low.
        final long[] ids;

        /// For each profile its first sample, and behind them the end of the last.
        final int[] sampleStarts;

        Profiles(int[] seriesStarts, long[] times, long[] totals, long[] ids, int[] sampleStarts) {
            this.seriesStarts = seriesStarts;
            this.times = times;
            this.totals = totals;
            this.ids = ids;
            this.sampleStarts = sampleStarts;
        }

        @Override
        public long weightBytes() {
            return 128 + 4L * seriesStarts.length + 36L * times.length;
        }
    }

    /// Periods by profile.
    static final class Periods implements BlockCache.Weighted {

        final long[] periods;

        Periods(long[] periods) {
            this.periods = periods;
        }

        @Override
        public long weightBytes() {
            return 64 + 8L * periods.length;
        }
    }

    /// Stacks of one service, from 0.
    record Stacks(StackTable table) implements BlockCache.Weighted {
        @Override
        public long weightBytes() {
            return 64 + 8L * table.size();
        }
    }

    /// Symbols of a tenant.
    record SymbolTable(Symbols symbols, long weightBytes) implements BlockCache.Weighted {}

    /// Where the pages of the samples lie, and if they are few, their bytes.
    record Samples(ParquetFileReader file, long weightBytes) implements BlockCache.Weighted {}

    /// Where the pages of the observations lie, and if they are few, their bytes.
    static final class ObservationIndex implements BlockCache.Weighted {

        final ParquetFileReader file;

        /// For each profile its first observation, and behind them the end of the last.
        final int[] starts;

        private final long weight;

        ObservationIndex(ParquetFileReader file, int[] starts, int keptBytes) {
            this.file = file;
            this.starts = starts;
            this.weight = 64 + 4L * starts.length + file.weightBytes() + keptBytes;
        }

        @Override
        public long weightBytes() {
            return weight;
        }
    }
}
