// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.NumberCursor;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.query.Observations;
import dev.hearth.query.ProfileRows;
import java.io.IOException;

/// Reads when the samples of some profiles were observed. For one use.
final class ObservationReader {

    private final ParquetFileReader file;
    private final int[] starts;
    private final SegmentFooter.Rows stacks;
    private final Observations into;

    /// @param starts for each profile its first observation, and behind them the end of the last
    /// @param stacks those of the service
    ObservationReader(
            ParquetFileReader file, int[] starts, SegmentFooter.Rows stacks, Observations into) {
        this.file = file;
        this.starts = starts;
        this.stacks = stacks;
        this.into = into;
    }

    void read(ProfileRows rows) throws IOException {
        try (NumberCursor stack = numbers("stack", rows);
                NumberCursor time = numbers("time", rows);
                NumberCursor value = numbers("value", rows)) {
            for (int i = 0; i < rows.size(); i++) {
                int end = starts[rows.row(i) + 1];
                for (int row = starts[rows.row(i)]; row < end; ) {
                    stack.seek(row);
                    time.seek(row);
                    value.seek(row);
                    int stop = Math.min(end, Math.min(stack.endRow(), time.endRow()));
                    stop = Math.min(stop, value.endRow());
                    for (; row < stop; row++) {
                        into.add(
                                i,
                                local(stack.values()[row - stack.firstRow()]),
                                time.values()[row - time.firstRow()],
                                value.values()[row - value.firstRow()]);
                    }
                }
            }
        }
    }

    private NumberCursor numbers(String column, ProfileRows rows) throws IOException {
        NumberCursor cursor = file.numbers(column);
        RowRanges ranges = RowRanges.of(rows, starts);
        for (int range = 0; range < ranges.size(); range++) {
            cursor.want(ranges.start(range), ranges.end(range));
        }
        return cursor;
    }

    private int local(long stack) throws CorruptParquetException {
        if (stack < stacks.first() || stack >= stacks.end()) {
            throw new CorruptParquetException(
                    "stack of an observation is %d (expected %d to %d)"
                            .formatted(stack, stacks.first(), stacks.end() - 1));
        }
        return (int) stack - stacks.first();
    }
}
