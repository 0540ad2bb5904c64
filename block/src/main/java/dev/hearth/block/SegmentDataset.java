// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.model.Labels;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.query.Dataset;
import dev.hearth.query.Observations;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.SampleFilter;
import java.io.IOException;

/// One service's part of a segment. Handles of profiles are rows of the tenant's file.
final class SegmentDataset implements Dataset {

    private final SegmentFiles files;
    private final int index;
    private final SegmentFooter.Service footer;

    /// @param index which of the tenant's services
    SegmentDataset(SegmentFiles files, int index) {
        this.files = files;
        this.index = index;
        this.footer = files.footer().services().get(index);
    }

    @Override
    public String service() {
        return footer.service();
    }

    @Override
    public int seriesCount() {
        return footer.series().count();
    }

    @Override
    public Labels labels(int series) throws IOException {
        return files.series().labels[global(series)];
    }

    private int global(int series) {
        if (series < 0 || series >= footer.series().count()) {
            throw new IllegalArgumentException(
                    "series is %d (expected 0 to %d)"
                            .formatted(series, footer.series().count() - 1));
        }
        return footer.series().first() + series;
    }

    @Override
    public void profiles(int series, long startNanos, long endNanos, ProfileRows into)
            throws IOException {
        SegmentParts.Profiles profiles = files.profiles();
        int id = global(series);
        int end = profiles.seriesStarts[id + 1];
        int row = firstAtOrAfter(profiles.times, profiles.seriesStarts[id], end, startNanos);
        for (; row < end && profiles.times[row] <= endNanos; row++) {
            into.add(
                    row,
                    profiles.times[row],
                    profiles.totals[row],
                    profiles.ids[2 * row],
                    profiles.ids[2 * row + 1]);
        }
    }

    private static int firstAtOrAfter(long[] times, int from, int to, long time) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void addSamples(ProfileRows rows, SampleFilter filter, long[] sums) throws IOException {
        if (rows.size() == 0) {
            return;
        }
        RowRanges ranges = RowRanges.of(rows, files.profiles().sampleStarts);
        try {
            new SampleSums(files.samples(), ranges, footer.stacks(), sums).add(filter);
        } catch (CorruptParquetException e) {
            throw files.corrupt(SegmentFile.SAMPLES, e);
        }
    }

    @Override
    public void observations(ProfileRows rows, Observations into) throws IOException {
        if (rows.size() == 0 || !files.footer().has(SegmentFile.OBSERVATIONS)) {
            return;
        }
        try {
            new ObservationReader(files.observations(), footer.stacks(), into).read(rows);
        } catch (CorruptParquetException e) {
            throw files.corrupt(SegmentFile.OBSERVATIONS, e);
        }
    }

    @Override
    public long period(int row) throws IOException {
        return files.periods()[row];
    }

    @Override
    public StackTable stacks() throws IOException {
        return files.stacks(index, footer.stacks()).table();
    }

    @Override
    public Symbols symbols() throws IOException {
        return files.symbols().symbols();
    }
}
