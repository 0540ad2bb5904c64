// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.StackTable;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;

/// Reads the stacks of one service.
final class StacksDecoder {

    private StacksDecoder() {}

    /// @param rows the stacks
    /// @param firstLocation location that gets the number 0
    static StoredParts.Stacks read(
            ParquetFileReader file, SegmentFooter.Rows rows, int firstLocation) throws IOException {
        int count = rows.count();
        int[] parents = new int[Math.max(1, Math.min(count, file.rows()))];
        int[] locations = new int[parents.length];
        file.readInts("parent", rows.first(), count, parents, 0);
        file.readInts("location", rows.first(), count, locations, 0);
        for (int i = 0; i < count; i++) {
            int parent = parents[i] - rows.first();
            if (parent < 0 || parent > Math.max(0, i - 1)) {
                throw new CorruptParquetException(
                        "parent of stack %d is %d (expected %d to the stack before it)"
                                .formatted(rows.first() + i, parents[i], rows.first()));
            }
            parents[i] = parent;
            locations[i] = i == 0 ? -1 : locations[i] - firstLocation;
        }
        return new StoredParts.Stacks(new StackTable(parents, locations, count));
    }
}
