// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.util.Arrays;

/// The smallest and the largest of some strings, in order of unsigned bytes.
///
/// @param table where they lie
/// @param min id of the smallest, -1 if there are no strings
/// @param max id of the largest, -1 if there are no strings
record StringRange(ByteStrings table, int min, int max) {

    /// Longest string that is worth a statistic, in bytes.
    private static final int MAX_LENGTH = 64;

    static StringRange of(ByteStrings table, int[] ids, int from, int count) {
        int min = -1;
        int max = -1;
        for (int i = from; i < from + count; i++) {
            int id = ids[i];
            if (id == min || id == max) {
                continue;
            }
            if (min < 0 || compare(table, id, min) < 0) {
                min = id;
            }
            if (max < 0 || compare(table, id, max) > 0) {
                max = id;
            }
        }
        return new StringRange(table, min, max);
    }

    /// Enters the two into a chunk's statistics, unless one is long.
    void describe(ChunkLayout chunk) {
        if (min >= 0 && table.length(min) <= MAX_LENGTH && table.length(max) <= MAX_LENGTH) {
            chunk.minString = copy(min);
            chunk.maxString = copy(max);
        }
    }

    private byte[] copy(int id) {
        int offset = table.offset(id);
        return Arrays.copyOfRange(table.bytes(), offset, offset + table.length(id));
    }

    private static int compare(ByteStrings table, int a, int b) {
        int offsetA = table.offset(a);
        int offsetB = table.offset(b);
        return Arrays.compareUnsigned(
                table.bytes(),
                offsetA,
                offsetA + table.length(a),
                table.bytes(),
                offsetB,
                offsetB + table.length(b));
    }
}
