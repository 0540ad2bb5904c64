// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.io.IOException;

/// Goes over a column of UUIDs, page by page.
///
/// For one thread; holds native memory until [#close].
public final class UuidCursor implements AutoCloseable {

    private final ColumnSource source;
    private long[] halves = new long[0];
    private int firstRow;
    private int endRow;

    UuidCursor(RangeReader file, ColumnPages pages) {
        source = new ColumnSource(file, pages);
    }

    /// As [NumberCursor#want].
    public void want(int from, int to) {
        source.want(from, to);
    }

    /// As [NumberCursor#seek].
    public void seek(int row) throws IOException {
        if (row >= firstRow && row < endRow) {
            return;
        }
        ColumnPages pages = source.pages();
        int page = pages.pageOf(row);
        int rows = pages.rows(page);
        firstRow = 0;
        endRow = 0;
        source.openPage(page);
        PageReader body = source.reader();
        PageReader.expect("bytes of a page", body.size(), 16L * rows);
        if (halves.length < 2 * rows) {
            halves = new long[2 * rows];
        }
        for (int i = 0; i < 2 * rows; i++) {
            halves[i] = Plain.bigEndian(body.body(), 8 * i);
        }
        firstRow = pages.firstRows[page];
        endRow = pages.firstRows[page + 1];
    }

    /// Two numbers for each row of the page, high half first.
    public long[] halves() {
        return halves;
    }

    /// As [NumberCursor#firstRow].
    public int firstRow() {
        return firstRow;
    }

    /// As [NumberCursor#endRow].
    public int endRow() {
        return endRow;
    }

    @Override
    public void close() {
        source.close();
    }
}
