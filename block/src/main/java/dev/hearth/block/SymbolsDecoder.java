// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.StringColumn;
import java.io.IOException;
import java.util.Arrays;

/// Reads symbols of a tenant or of a service: mappings, functions, lines, and at last locations;
/// their ids then begin at 0. For one use.
final class SymbolsDecoder {

    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private SegmentFooter.Rows mappings = new SegmentFooter.Rows(0, 0);
    private SegmentFooter.Rows functions = new SegmentFooter.Rows(0, 0);
    private int[] lineLocations = new int[0];
    private int[] lineFunctions = new int[0];
    private long[] lineNumbers = new long[0];

    int readMappings(ParquetFileReader file, SegmentFooter.Rows rows) throws IOException {
        mappings = rows;
        long[] start = longs(file, "memory_start", rows);
        long[] limit = longs(file, "memory_limit", rows);
        long[] offset = longs(file, "file_offset", rows);
        int[] filename = strings(file, "filename", rows);
        int[] buildId = strings(file, "build_id", rows);
        int[] flags = new int[rows.count()];
        addFlag(file, "has_functions", rows, Symbols.HAS_FUNCTIONS, flags);
        addFlag(file, "has_filenames", rows, Symbols.HAS_FILENAMES, flags);
        addFlag(file, "has_line_numbers", rows, Symbols.HAS_LINE_NUMBERS, flags);
        addFlag(file, "has_inline_frames", rows, Symbols.HAS_INLINE_FRAMES, flags);
        for (int i = 0; i < rows.count(); i++) {
            int id =
                    symbols.mapping(
                            start[i], limit[i], offset[i], filename[i], buildId[i], flags[i]);
            expect("mapping", id, i);
        }
        return rows.count();
    }

    int readFunctions(ParquetFileReader file, SegmentFooter.Rows rows) throws IOException {
        functions = rows;
        int[] name = strings(file, "name", rows);
        int[] systemName = strings(file, "system_name", rows);
        int[] filename = strings(file, "filename", rows);
        long[] startLine = longs(file, "start_line", rows);
        for (int i = 0; i < rows.count(); i++) {
            int id = symbols.function(name[i], systemName[i], filename[i], startLine[i]);
            expect("function", id, i);
        }
        return rows.count();
    }

    int readLines(ParquetFileReader file, SegmentFooter.Rows rows) throws IOException {
        lineLocations = ints(file, "location", rows);
        lineFunctions = ints(file, "function", rows);
        lineNumbers = longs(file, "line", rows);
        for (int i = 0; i < lineFunctions.length; i++) {
            checkId("function of a line", lineFunctions[i], functions);
            lineFunctions[i] -= functions.first();
        }
        return rows.count();
    }

    StoredParts.SymbolTable readLocations(ParquetFileReader file, SegmentFooter.Rows rows)
            throws IOException {
        int[] mapping = ints(file, "mapping", rows);
        long[] address = longs(file, "address", rows);
        boolean[] folded = new boolean[rows.count()];
        file.readBooleans("is_folded", rows.first(), folded.length, folded, 0);
        int line = 0;
        for (int i = 0; i < folded.length; i++) {
            int end = line;
            while (end < lineLocations.length && lineLocations[end] == rows.first() + i) {
                end++;
            }
            int id =
                    symbols.location(
                            localMapping(mapping[i]),
                            address[i],
                            folded[i],
                            lineFunctions,
                            lineNumbers,
                            line,
                            end);
            expect("location", id, i);
            line = end;
        }
        expect("lines of all locations", line, lineLocations.length);
        return table();
    }

    /// What was read so far.
    StoredParts.SymbolTable table() {
        return new StoredParts.SymbolTable(symbols.snapshot(), symbols.sizeBytes());
    }

    private int localMapping(int mapping) throws CorruptParquetException {
        if (mapping == Symbols.NO_MAPPING) {
            return mapping;
        }
        checkId("mapping of a location", mapping, mappings);
        return mapping - mappings.first();
    }

    /// Takes in the strings of some rows, and not what else their table may have.
    private int[] strings(ParquetFileReader file, String name, SegmentFooter.Rows rows)
            throws IOException {
        StringColumn column = file.readStrings(name, rows.first(), rows.count());
        int[] ids = new int[column.size()];
        Arrays.fill(ids, -1);
        int[] values = new int[column.rows()];
        for (int i = 0; i < values.length; i++) {
            int id = column.id(i);
            if (ids[id] < 0) {
                ids[id] = symbols.string(column.bytes(), column.offset(id), column.length(id));
            }
            values[i] = ids[id];
        }
        return values;
    }

    private static int[] ints(ParquetFileReader file, String column, SegmentFooter.Rows rows)
            throws IOException {
        int[] values = new int[rows.count()];
        file.readInts(column, rows.first(), values.length, values, 0);
        return values;
    }

    private static long[] longs(ParquetFileReader file, String column, SegmentFooter.Rows rows)
            throws IOException {
        return ProfilesDecoder.readLongs(file, column, rows);
    }

    private static void addFlag(
            ParquetFileReader file, String column, SegmentFooter.Rows rows, int flag, int[] flags)
            throws IOException {
        boolean[] values = new boolean[flags.length];
        file.readBooleans(column, rows.first(), values.length, values, 0);
        for (int i = 0; i < flags.length; i++) {
            flags[i] |= values[i] ? flag : 0;
        }
    }

    private static void checkId(String what, int id, SegmentFooter.Rows known)
            throws CorruptParquetException {
        if (id < known.first() || id >= known.end()) {
            throw new CorruptParquetException(
                    "%s is %d (expected %d to %d)"
                            .formatted(what, id, known.first(), known.end() - 1));
        }
    }

    private static void expect(String what, int found, int expected)
            throws CorruptParquetException {
        if (found != expected) {
            throw new CorruptParquetException(
                    "%s is %d (expected %d)".formatted(what, found, expected));
        }
    }
}
