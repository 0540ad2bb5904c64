// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.Labels;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.parquet.ParquetFileReader;
import java.util.BitSet;

/// What is made of the files of a segment or a block, as the cache keeps it.
final class StoredParts {

    private StoredParts() {}

    /// A segment's footer.
    record Footer(SegmentFooter footer) implements BlockCache.Weighted {
        @Override
        public long weightBytes() {
            return footer.weightBytes();
        }
    }

    /// A block's description.
    record Meta(BlockMeta meta) implements BlockCache.Weighted {

        private static final long PER_ROWS = 64;

        @Override
        public long weightBytes() {
            long weight = 1024;
            for (BlockMeta.Service service : meta.services()) {
                weight += 128 + PER_ROWS * service.rows().size();
            }
            return weight;
        }
    }

    /// Where the pages of a file lie, and if it is small, its bytes.
    record OpenFile(ParquetFileReader file, long weightBytes) implements BlockCache.Weighted {}

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

    /// Profiles by row, in order of series and time: when they were, and where their samples lie.
    static final class Profiles implements BlockCache.Weighted, SampleIndex {

        /// For each series its first profile, and behind them the end of the last.
        final int[] seriesStarts;

        final long[] times;

        /// For each profile its first sample, and behind them the end of the last.
        final int[] sampleStarts;

        Profiles(int[] seriesStarts, long[] times, int[] sampleStarts) {
            this.seriesStarts = seriesStarts;
            this.times = times;
            this.sampleStarts = sampleStarts;
        }

        @Override
        public int first(int series, long startNanos) {
            return new SeriesTimes(seriesStarts, times).first(series, startNanos);
        }

        @Override
        public int end(int series, long endNanos) {
            return new SeriesTimes(seriesStarts, times).end(series, endNanos);
        }

        @Override
        public int firstSample(int row) {
            return sampleStarts[row];
        }

        @Override
        public long weightBytes() {
            return 128 + 4L * seriesStarts.length + 12L * times.length;
        }
    }

    /// Numbers by profile, one or more each.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Numbers(long[] values) implements BlockCache.Weighted {
        @Override
        public long weightBytes() {
            return 64 + 8L * values.length;
        }
    }

    /// Some profiles by row; not to be changed.
    record Rows(BitSet rows) implements BlockCache.Weighted {
        @Override
        public long weightBytes() {
            return 64L + rows.size() / 8;
        }
    }

    /// Buckets of one length by row, in order of series and time.
    static final class Buckets implements BlockCache.Weighted, SampleIndex {

        /// For each series its first bucket, and behind them the end of the last.
        final int[] seriesStarts;

        /// Where the buckets begin.
        final long[] times;

        /// Sum of the totals of the profiles.
        final long[] totals;

        /// How many profiles.
        final int[] profiles;

        /// For each bucket the first of its samples, and behind them the end of the last.
        final int[] sampleStarts;

        Buckets(
                int[] seriesStarts,
                long[] times,
                long[] totals,
                int[] profiles,
                int[] sampleStarts) {
            this.seriesStarts = seriesStarts;
            this.times = times;
            this.totals = totals;
            this.profiles = profiles;
            this.sampleStarts = sampleStarts;
        }

        @Override
        public int first(int series, long startNanos) {
            return new SeriesTimes(seriesStarts, times).first(series, startNanos);
        }

        @Override
        public int end(int series, long endNanos) {
            return new SeriesTimes(seriesStarts, times).end(series, endNanos);
        }

        @Override
        public int firstSample(int row) {
            return sampleStarts[row];
        }

        @Override
        public long weightBytes() {
            return 160 + 4L * seriesStarts.length + 24L * times.length;
        }
    }

    /// Stacks of one service, from 0.
    record Stacks(StackTable table) implements BlockCache.Weighted {
        @Override
        public long weightBytes() {
            return 64 + 8L * table.size();
        }
    }

    /// Symbols of a tenant, or of a service.
    record SymbolTable(Symbols symbols, long weightBytes) implements BlockCache.Weighted {}

    /// For each thing its first row, and behind them the end of the last: of observations by
    /// profile, of costs by function.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Starts(int[] starts) implements BlockCache.Weighted {
        @Override
        public long weightBytes() {
            return 64 + 4L * starts.length;
        }
    }
}
