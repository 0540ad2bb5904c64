// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.parquet.ColumnEncoding;
import dev.hearth.parquet.ColumnType;
import dev.hearth.parquet.ParquetColumn;
import java.util.Arrays;
import java.util.List;

/// The stacks of all services of a tenant, one service behind the other.
final class StackColumns {

    private static final List<ParquetColumn> COLUMNS =
            List.of(
                    new ParquetColumn("stack", ColumnType.INT32, ColumnEncoding.DELTA),
                    new ParquetColumn("parent", ColumnType.INT32, ColumnEncoding.DELTA),
                    new ParquetColumn("location", ColumnType.INT32, ColumnEncoding.DELTA));

    private int size;
    private int[] parents = new int[256];
    private int[] locations = new int[256];

    int size() {
        return size;
    }

    /// Adds the stacks of a service.
    void add(StackOrder stacks, SymbolFilesWriter symbols) {
        int base = size;
        int end = Math.addExact(base, stacks.size());
        if (end > parents.length) {
            int length = (int) Math.max(end, Math.min(parents.length * 2L, 1L << 30));
            parents = Arrays.copyOf(parents, length);
            locations = Arrays.copyOf(locations, length);
        }
        for (int i = 0; i < stacks.size(); i++) {
            int location = stacks.location(i);
            parents[base + i] = base + stacks.parent(i);
            locations[base + i] = location < 0 ? -1 : symbols.use(location);
        }
        size = end;
    }

    byte[] write() {
        int[] ids = new int[size];
        Arrays.setAll(ids, i -> i);
        return WholeFile.write(
                COLUMNS,
                size,
                writer -> {
                    writer.writeInts(ids, 0);
                    writer.writeInts(parents, 0);
                    writer.writeInts(locations, 0);
                });
    }
}
