// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.io.IOException;

/// Goes over a column of numbers, page by page, and shows each decoded page as an array.
///
/// For one thread; holds native memory until [#close]. 32-bit numbers are shown widened.
public final class NumberCursor implements AutoCloseable {

    private static final long[] NONE = {};

    private final ColumnSource source;
    private final boolean isInt;
    private long[] values = NONE;
    private long[] dictionary = NONE;
    private int dictionarySize;
    private int dictionaryGroup = -1;
    private int firstRow;
    private int endRow;

    NumberCursor(RangeReader file, ColumnPages pages) {
        this.source = new ColumnSource(file, pages);
        this.isInt = pages.column.type() == ColumnType.INT32;
    }

    /// Announces that rows will be read, so that neighbouring pages are fetched together.
    ///
    /// @param from first row
    /// @param to end, exclusive
    public void want(int from, int to) {
        source.want(from, to);
    }

    /// Goes to the page that holds a row, and decodes it unless it is the current one.
    ///
    /// @param row row of the file, from 0 to its rows, exclusive
    /// @throws CorruptParquetException if the page is not what was written
    /// @throws IOException if the bytes cannot be had
    public void seek(int row) throws IOException {
        if (row >= firstRow && row < endRow) {
            return;
        }
        ColumnPages pages = source.pages();
        int page = pages.pageOf(row);
        int group = pages.groupOf[page];
        int encoding = pages.encodings[group];
        firstRow = 0;
        endRow = 0;
        if (encoding == Format.RLE_DICTIONARY && group != dictionaryGroup) {
            readDictionary(group);
        }
        source.openPage(page);
        decode(encoding, pages.rows(page));
        firstRow = pages.firstRows[page];
        endRow = pages.firstRows[page + 1];
    }

    /// Values of the current page: that of row `r` is at `r` minus [#firstRow]. Changes with the
    /// next [#seek].
    public long[] values() {
        return values;
    }

    /// First row of the current page.
    public int firstRow() {
        return firstRow;
    }

    /// End of the current page, exclusive.
    public int endRow() {
        return endRow;
    }

    private void readDictionary(int group) throws IOException {
        dictionaryGroup = -1;
        source.openDictionary(group);
        PageReader page = source.reader();
        int width = isInt ? 4 : 8;
        PageReader.expect("bytes of a dictionary", page.size(), (long) page.values() * width);
        dictionarySize = page.values();
        dictionary = new long[dictionarySize];
        Plain.numbers(page.body(), 0, width, dictionary, dictionarySize);
        dictionaryGroup = group;
    }

    private void decode(int encoding, int rows) throws CorruptParquetException {
        if (values.length < rows) {
            // A wrong count of rows must not become a large array: pages are small.
            checkRows(rows);
            values = new long[rows];
        }
        PageReader page = source.reader();
        switch (encoding) {
            case Format.PLAIN -> {
                int width = isInt ? 4 : 8;
                PageReader.expect("bytes of a page", page.size(), (long) rows * width);
                Plain.numbers(page.body(), 0, width, values, rows);
            }
            case Format.DELTA_BINARY_PACKED ->
                    DeltaBinaryPacked.decode(page.body(), 0, page.size(), isInt, values, 0, rows);
            case Format.RLE_DICTIONARY -> {
                RunHybrid.decode(page.body(), 0, page.size(), values, 0, rows, dictionarySize);
                for (int i = 0; i < rows; i++) {
                    values[i] = dictionary[(int) values[i]];
                }
            }
            default ->
                    throw new CorruptParquetException(
                            "encoding of numbers is %d (expected 0, 5 or 8)".formatted(encoding));
        }
    }

    static void checkRows(int rows) throws CorruptParquetException {
        if (rows > MAX_ROWS) {
            throw new CorruptParquetException(
                    "page has %d rows (limit %d)".formatted(rows, MAX_ROWS));
        }
    }

    /// Most rows of a page that are believed.
    private static final int MAX_ROWS = 1 << 24;

    @Override
    public void close() {
        source.close();
    }
}
