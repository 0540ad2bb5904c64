// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

/// Reads an offset index.
final class OffsetIndexReader {

    private final ThriftReader in;

    OffsetIndexReader(byte[] bytes, int offset, int end) {
        in = new ThriftReader(bytes, offset, end);
    }

    /// Adds the pages of a column chunk.
    ///
    /// @param firstRow first row of the chunk in the file
    /// @param rows rows of the chunk
    void read(ColumnPages column, int firstRow, int rows) throws CorruptParquetException {
        int expected = firstRow;
        int last = 0;
        while (in.next(last)) {
            last = in.field();
            if (last == 1) {
                int pages = in.list(ThriftWriter.STRUCT);
                for (int i = 0; i < pages; i++) {
                    expected = readPage(column, firstRow, rows, i == 0 ? -1 : expected);
                }
            } else {
                in.skip();
            }
        }
    }

    /// Adds a page; returns its first row.
    private int readPage(ColumnPages column, int chunkStart, int chunkRows, int before)
            throws CorruptParquetException {
        long offset = 0;
        int size = 0;
        int row = 0;
        int last = 0;
        while (in.next(last)) {
            last = in.field();
            switch (last) {
                case 1 -> offset = in.number("offset of a page", Long.MAX_VALUE);
                case 2 -> size = in.count("size of a page");
                case 3 -> row = in.count("first row of a page");
                default -> in.skip();
            }
        }
        int firstRow = chunkStart + row;
        boolean isFirst = before == -1;
        if (row >= chunkRows || (isFirst ? row != 0 : firstRow <= before)) {
            throw new CorruptParquetException(
                    "page begins at row %d (expected a row behind the last page's)".formatted(row));
        }
        column.addPage(offset, size, firstRow);
        return firstRow;
    }
}
