// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the footer and the indexes tell of one written column chunk.
final class ChunkLayout {

    final ParquetColumn column;
    final int rows;
    final long offset;
    int encoding;
    long dictionaryOffset = -1;
    long uncompressedBytes;
    long compressedBytes;

    int pages;
    long[] pageOffsets = new long[4];
    int[] pageSizes = new int[4];
    int[] pageFirstRows = new int[4];
    int[] pageChecksums = new int[4];
    int dictionaryChecksum;
    long[] pageMins = new long[4];
    long[] pageMaxs = new long[4];

    byte @Nullable [] minString;
    byte @Nullable [] maxString;

    long columnIndexOffset = -1;
    int columnIndexLength;
    long offsetIndexOffset;
    int offsetIndexLength;

    ChunkLayout(ParquetColumn column, int rows, long offset) {
        this.column = column;
        this.rows = rows;
        this.offset = offset;
    }

    void addPage(long pageOffset, int size, int checksum, int firstRow, long min, long max) {
        if (pages == pageOffsets.length) {
            int length = pages * 2;
            pageOffsets = Arrays.copyOf(pageOffsets, length);
            pageSizes = Arrays.copyOf(pageSizes, length);
            pageChecksums = Arrays.copyOf(pageChecksums, length);
            pageFirstRows = Arrays.copyOf(pageFirstRows, length);
            pageMins = Arrays.copyOf(pageMins, length);
            pageMaxs = Arrays.copyOf(pageMaxs, length);
        }
        pageOffsets[pages] = pageOffset;
        pageSizes[pages] = size;
        pageChecksums[pages] = checksum;
        pageFirstRows[pages] = firstRow;
        pageMins[pages] = min;
        pageMaxs[pages] = max;
        pages++;
    }

    /// Smallest number of the chunk.
    long min() {
        long min = Long.MAX_VALUE;
        for (int i = 0; i < pages; i++) {
            min = Math.min(min, pageMins[i]);
        }
        return min;
    }

    /// Largest number of the chunk.
    long max() {
        long max = Long.MIN_VALUE;
        for (int i = 0; i < pages; i++) {
            max = Math.max(max, pageMaxs[i]);
        }
        return max;
    }
}
