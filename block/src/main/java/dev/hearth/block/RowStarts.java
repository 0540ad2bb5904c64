// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;

/// Where in a file the rows of each of several things begin, checked against what is sensible.
final class RowStarts {

    private RowStarts() {}

    /// For each of `owners` things, from `firstOwner` on, the first of the rows that belong to it,
    /// and behind them the end of the last.
    ///
    /// @param column for each row the thing that it belongs to; ascends
    static int[] of(String what, int[] column, int firstOwner, int owners)
            throws CorruptParquetException {
        int[] starts = new int[owners + 1];
        int before = 0;
        for (int row = 0; row < column.length; row++) {
            int owner = column[row] - firstOwner;
            if (owner < before || owner >= owners) {
                throw new CorruptParquetException(
                        "%s is %d (expected %d to %d)"
                                .formatted(
                                        what,
                                        column[row],
                                        firstOwner + before,
                                        firstOwner + owners - 1));
            }
            before = owner;
            starts[owner + 1] = row + 1;
        }
        for (int i = 1; i <= owners; i++) {
            starts[i] = Math.max(starts[i], starts[i - 1]);
        }
        return starts;
    }

    /// For each row its first sample, and behind them the end of the last.
    ///
    /// @param samples the samples of all rows together
    static int[] ofSamples(
            ParquetFileReader file, SegmentFooter.Rows rows, SegmentFooter.Rows samples)
            throws IOException {
        long[] first = new long[rows.count()];
        int[] count = new int[rows.count()];
        file.readLongs("first_sample", rows.first(), rows.count(), first, 0);
        file.readInts("samples", rows.first(), rows.count(), count, 0);
        int[] starts = new int[rows.count() + 1];
        starts[0] = samples.first();
        for (int row = 0; row < first.length; row++) {
            long end = (long) starts[row] + count[row];
            if (first[row] != starts[row] || count[row] < 0 || end > samples.end()) {
                throw new CorruptParquetException(
                        "samples of row %d are %d from %d on (expected them from %d on, up to %d)"
                                .formatted(
                                        rows.first() + row,
                                        count[row],
                                        first[row],
                                        starts[row],
                                        samples.end()));
            }
            starts[row + 1] = (int) end;
        }
        return starts;
    }
}
