// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.util.Arrays;

/// Where the pages of a column lie, over all row groups of a file.
final class ColumnPages {

    final ParquetColumn column;

    int groups;
    int[] encodings = new int[1];
    long[] dictionaryOffsets = new long[1];
    int[] dictionarySizes = new int[1];
    int[] dictionaryChecksums = new int[1];

    int pages;
    long[] offsets = new long[1];
    int[] sizes = new int[1];
    int[] checksums = new int[1];
    int[] groupOf = new int[1];

    /// First row of each page, and behind them the end of the last.
    int[] firstRows = new int[2];

    ColumnPages(ParquetColumn column) {
        this.column = column;
    }

    void addGroup(int encoding, long dictionaryOffset, int dictionarySize) {
        if (groups == encodings.length) {
            encodings = Arrays.copyOf(encodings, groups * 2);
            dictionaryOffsets = Arrays.copyOf(dictionaryOffsets, groups * 2);
            dictionaryChecksums = Arrays.copyOf(dictionaryChecksums, groups * 2);
            dictionarySizes = Arrays.copyOf(dictionarySizes, groups * 2);
        }
        encodings[groups] = encoding;
        dictionaryOffsets[groups] = dictionaryOffset;
        dictionarySizes[groups] = dictionarySize;
        groups++;
    }

    /// Adds a page of the group that was added last.
    void addPage(long offset, int size, int firstRow) {
        if (pages == offsets.length) {
            offsets = Arrays.copyOf(offsets, pages * 2);
            checksums = Arrays.copyOf(checksums, pages * 2);
            sizes = Arrays.copyOf(sizes, pages * 2);
            groupOf = Arrays.copyOf(groupOf, pages * 2);
            firstRows = Arrays.copyOf(firstRows, pages * 2 + 1);
        }
        offsets[pages] = offset;
        sizes[pages] = size;
        groupOf[pages] = groups - 1;
        firstRows[pages] = firstRow;
        pages++;
    }

    /// Tells where the last page ends.
    void end(int rows) {
        firstRows[pages] = rows;
    }

    /// Rows in a page.
    int rows(int page) {
        return firstRows[page + 1] - firstRows[page];
    }

    /// The page that holds a row of the file.
    int pageOf(int row) {
        int found = Arrays.binarySearch(firstRows, 0, pages, row);
        return found >= 0 ? found : -found - 2;
    }

    /// Bytes of the pages in the file, dictionaries included.
    long bytes() {
        long bytes = 0;
        for (int i = 0; i < pages; i++) {
            bytes += sizes[i];
        }
        for (int i = 0; i < groups; i++) {
            bytes += dictionarySizes[i];
        }
        return bytes;
    }

    /// Bytes that this object holds, roughly.
    long weightBytes() {
        return 64L + 24L * offsets.length + 20L * encodings.length;
    }
}
