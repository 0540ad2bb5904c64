// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.StringColumn;
import java.io.IOException;

/// Reads a tenant's symbols: mappings, functions, lines, and at last locations. For one use.
final class SymbolsDecoder {

    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private int mappingCount;
    private int functionCount;
    private int[] lineLocations = new int[0];
    private int[] lineFunctions = new int[0];
    private long[] lineNumbers = new long[0];

    int readMappings(ParquetFileReader file) throws IOException {
        int rows = file.rows();
        long[] start = longs(file, "memory_start");
        long[] limit = longs(file, "memory_limit");
        long[] offset = longs(file, "file_offset");
        int[] filename = strings(file, "filename");
        int[] buildId = strings(file, "build_id");
        int[] flags = new int[rows];
        addFlag(file, "has_functions", Symbols.HAS_FUNCTIONS, flags);
        addFlag(file, "has_filenames", Symbols.HAS_FILENAMES, flags);
        addFlag(file, "has_line_numbers", Symbols.HAS_LINE_NUMBERS, flags);
        addFlag(file, "has_inline_frames", Symbols.HAS_INLINE_FRAMES, flags);
        for (int i = 0; i < rows; i++) {
            int id =
                    symbols.mapping(
                            start[i], limit[i], offset[i], filename[i], buildId[i], flags[i]);
            expect("mapping", id, i);
        }
        mappingCount = rows;
        return rows;
    }

    int readFunctions(ParquetFileReader file) throws IOException {
        int[] name = strings(file, "name");
        int[] systemName = strings(file, "system_name");
        int[] filename = strings(file, "filename");
        long[] startLine = longs(file, "start_line");
        for (int i = 0; i < file.rows(); i++) {
            int id = symbols.function(name[i], systemName[i], filename[i], startLine[i]);
            expect("function", id, i);
        }
        functionCount = file.rows();
        return functionCount;
    }

    int readLines(ParquetFileReader file) throws IOException {
        lineLocations = ints(file, "location");
        lineFunctions = ints(file, "function");
        lineNumbers = longs(file, "line");
        for (int function : lineFunctions) {
            checkId("function of a line", function, 0, functionCount);
        }
        return file.rows();
    }

    SegmentParts.SymbolTable readLocations(ParquetFileReader file) throws IOException {
        int rows = file.rows();
        int[] mapping = ints(file, "mapping");
        long[] address = longs(file, "address");
        boolean[] folded = new boolean[rows];
        file.readBooleans("is_folded", 0, rows, folded, 0);
        int line = 0;
        for (int i = 0; i < rows; i++) {
            int end = line;
            while (end < lineLocations.length && lineLocations[end] == i) {
                end++;
            }
            checkId("mapping of a location", mapping[i], Symbols.NO_MAPPING, mappingCount);
            int id =
                    symbols.location(
                            mapping[i],
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
        return new SegmentParts.SymbolTable(symbols.snapshot(), symbols.sizeBytes());
    }

    private int[] strings(ParquetFileReader file, String name) throws IOException {
        StringColumn column = file.readStrings(name, 0, file.rows());
        int[] ids = new int[column.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = symbols.string(column.bytes(), column.offset(i), column.length(i));
        }
        int[] rows = new int[column.rows()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = ids[column.id(i)];
        }
        return rows;
    }

    private static int[] ints(ParquetFileReader file, String column) throws IOException {
        int[] values = new int[file.rows()];
        file.readInts(column, 0, values.length, values, 0);
        return values;
    }

    private static long[] longs(ParquetFileReader file, String column) throws IOException {
        long[] values = new long[file.rows()];
        file.readLongs(column, 0, values.length, values, 0);
        return values;
    }

    private static void addFlag(ParquetFileReader file, String column, int flag, int[] flags)
            throws IOException {
        boolean[] values = new boolean[flags.length];
        file.readBooleans(column, 0, values.length, values, 0);
        for (int i = 0; i < flags.length; i++) {
            flags[i] |= values[i] ? flag : 0;
        }
    }

    private static void checkId(String what, int id, int from, int to)
            throws CorruptParquetException {
        if (id < from || id >= to) {
            throw new CorruptParquetException(
                    "%s is %d (expected %d to %d)".formatted(what, id, from, to - 1));
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
