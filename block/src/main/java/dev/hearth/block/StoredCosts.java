// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.Symbols;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.StringColumn;
import dev.hearth.query.HourlyCosts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What functions of a service of a block cost by the hour. Only rows of functions that are asked
/// for are read, some thousand at a time; they are kept decoded. Safe for many threads.
final class StoredCosts implements HourlyCosts {

    /// Rows that are decoded and kept together.
    private static final int CHUNK = 1 << 13;

    private final StoredFiles files;
    private final StoredTables tables;
    private final int index;
    private final SegmentFooter.Rows functions;
    private final SegmentFooter.Rows costs;

    /// @param index tells the service from others of the files
    /// @param functions rows of its functions
    /// @param costs rows of their costs
    StoredCosts(
            StoredFiles files,
            StoredTables tables,
            int index,
            SegmentFooter.Rows functions,
            SegmentFooter.Rows costs) {
        this.files = files;
        this.tables = tables;
        this.index = index;
        this.functions = functions;
        this.costs = costs;
    }

    @Override
    public Symbols functions() throws IOException {
        return tables.functions().symbols();
    }

    @Override
    public void read(
            String profileType, boolean[] isWanted, long startNanos, long endNanos, Rows into)
            throws IOException {
        int[] starts = starts();
        long firstHour = Math.ceilDiv(startNanos, HOUR_NANOS);
        long lastHour = Math.floorDiv(endNanos, HOUR_NANOS);
        int current = -1;
        int type = -1;
        CostChunk chunk = null;
        for (int function = 0; function < functions.count(); function++) {
            if (!isWanted[function]) {
                continue;
            }
            for (int row = starts[function]; row < starts[function + 1]; ) {
                int number = row / CHUNK;
                if (chunk == null || number != current) {
                    chunk = chunk(number);
                    current = number;
                    type = chunk.type(profileType);
                }
                int first = number * CHUNK;
                int end = Math.min(starts[function + 1], first + CHUNK);
                chunk.pass(row - first, end - first, type, function, firstHour, lastHour, into);
                row = end;
            }
        }
    }

    /// For each function its first row, from 0, and behind them the end of the last.
    private int[] starts() throws IOException {
        return files.cache()
                .get(
                        files.key("cost starts", index),
                        StoredParts.Starts.class,
                        () -> files.decode(BlockFile.FUNCTION_COSTS, this::decodeStarts))
                .starts();
    }

    private StoredParts.Starts decodeStarts(ParquetFileReader file) throws IOException {
        int[] ids = new int[costs.count()];
        file.readInts("function", costs.first(), ids.length, ids, 0);
        return new StoredParts.Starts(
                RowStarts.of("function of a cost", ids, functions.first(), functions.count()));
    }

    private CostChunk chunk(int number) throws IOException {
        return files.cache()
                .get(
                        files.key("costs of " + index, number),
                        CostChunk.class,
                        () -> files.decode(BlockFile.FUNCTION_COSTS, file -> decode(file, number)));
    }

    private CostChunk decode(ParquetFileReader file, int number) throws IOException {
        int from = number * CHUNK;
        int count = Math.min(CHUNK, costs.count() - from);
        int first = costs.first() + from;
        StringColumn types = file.readStrings("profile_type", first, count);
        String[] names = new String[types.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] =
                    new String(
                            types.bytes(),
                            types.offset(i),
                            types.length(i),
                            StandardCharsets.UTF_8);
        }
        int[] typeIds = new int[count];
        for (int i = 0; i < count; i++) {
            typeIds[i] = types.id(i);
        }
        long[] times = new long[count];
        file.readLongs("time", first, count, times, 0);
        int[] hours = new int[count];
        for (int i = 0; i < count; i++) {
            if (Math.floorMod(times[i], HOUR_NANOS) != 0) {
                throw new CorruptParquetException(
                        "time of a cost is %d (expected the start of an hour)".formatted(times[i]));
            }
            hours[i] = (int) (times[i] / HOUR_NANOS);
        }
        long[] selfs = new long[count];
        long[] totals = new long[count];
        file.readLongs("self", first, count, selfs, 0);
        file.readLongs("total", first, count, totals, 0);
        return new CostChunk(names, typeIds, hours, selfs, totals);
    }
}
