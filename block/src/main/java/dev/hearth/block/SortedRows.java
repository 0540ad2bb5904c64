// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.parquet.NumberCursor;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;

/// Finds rows of a file by a column that ascends, with a look at few pages.
final class SortedRows {

    private SortedRows() {}

    /// The rows whose number lies from `from` to `to`, exclusive.
    static SegmentFooter.Rows find(ParquetFileReader file, String column, long from, long to)
            throws IOException {
        try (NumberCursor cursor = file.numbers(column)) {
            int first = firstAtOrAfter(cursor, file.rows(), from);
            int end = firstAtOrAfter(cursor, file.rows(), to);
            return new SegmentFooter.Rows(first, Math.max(0, end - first));
        }
    }

    private static int firstAtOrAfter(NumberCursor cursor, int rows, long number)
            throws IOException {
        int low = 0;
        int high = rows;
        while (low < high) {
            int middle = (low + high) >>> 1;
            cursor.seek(middle);
            if (cursor.values()[middle - cursor.firstRow()] < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
