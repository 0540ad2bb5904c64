// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.Symbols;
import dev.hearth.parquet.ColumnEncoding;
import dev.hearth.parquet.ColumnType;
import dev.hearth.parquet.ParquetColumn;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Writes the locations that a tenant's stacks use, and what these use.
final class SymbolFilesWriter {

    private static final List<ParquetColumn> LOCATIONS =
            List.of(
                    column("location", ColumnType.INT32, ColumnEncoding.DELTA),
                    column("mapping", ColumnType.INT32, ColumnEncoding.DICTIONARY),
                    column("address", ColumnType.INT64, ColumnEncoding.DELTA),
                    column("is_folded", ColumnType.BOOLEAN, ColumnEncoding.PLAIN));

    private static final List<ParquetColumn> LINES =
            List.of(
                    column("location", ColumnType.INT32, ColumnEncoding.DELTA),
                    column("position", ColumnType.INT32, ColumnEncoding.DICTIONARY),
                    column("function", ColumnType.INT32, ColumnEncoding.DELTA),
                    column("line", ColumnType.INT64, ColumnEncoding.DELTA));

    private static final List<ParquetColumn> FUNCTIONS =
            List.of(
                    column("function", ColumnType.INT32, ColumnEncoding.DELTA),
                    column("name", ColumnType.STRING, ColumnEncoding.DICTIONARY),
                    column("system_name", ColumnType.STRING, ColumnEncoding.DICTIONARY),
                    column("filename", ColumnType.STRING, ColumnEncoding.DICTIONARY),
                    column("start_line", ColumnType.INT64, ColumnEncoding.DELTA));

    private static final List<ParquetColumn> MAPPINGS =
            List.of(
                    column("mapping", ColumnType.INT32, ColumnEncoding.DELTA),
                    column("memory_start", ColumnType.INT64, ColumnEncoding.PLAIN),
                    column("memory_limit", ColumnType.INT64, ColumnEncoding.PLAIN),
                    column("file_offset", ColumnType.INT64, ColumnEncoding.PLAIN),
                    column("filename", ColumnType.STRING, ColumnEncoding.DICTIONARY),
                    column("build_id", ColumnType.STRING, ColumnEncoding.DICTIONARY),
                    column("has_functions", ColumnType.BOOLEAN, ColumnEncoding.PLAIN),
                    column("has_filenames", ColumnType.BOOLEAN, ColumnEncoding.PLAIN),
                    column("has_line_numbers", ColumnType.BOOLEAN, ColumnEncoding.PLAIN),
                    column("has_inline_frames", ColumnType.BOOLEAN, ColumnEncoding.PLAIN));

    private final Symbols symbols;
    private final SymbolStrings strings;
    private final DenseIds locations;
    private final DenseIds functions;
    private final DenseIds mappings;

    SymbolFilesWriter(Symbols symbols) {
        this.symbols = symbols;
        this.strings = new SymbolStrings(symbols.strings());
        this.locations = new DenseIds(symbols.locationCount());
        this.functions = new DenseIds(symbols.functionCount());
        this.mappings = new DenseIds(symbols.mappingCount());
    }

    private static ParquetColumn column(String name, ColumnType type, ColumnEncoding encoding) {
        return new ParquetColumn(name, type, encoding);
    }

    /// Returns the id of a location in the files.
    int use(int location) {
        return locations.use(location);
    }

    byte[] writeLocations() {
        int size = locations.size();
        int[] mapping = new int[size];
        long[] address = new long[size];
        boolean[] folded = new boolean[size];
        for (int i = 0; i < size; i++) {
            int old = locations.oldId(i);
            int oldMapping = symbols.locationMapping(old);
            mapping[i] =
                    oldMapping == Symbols.NO_MAPPING
                            ? Symbols.NO_MAPPING
                            : mappings.use(oldMapping);
            address[i] = symbols.locationAddress(old);
            folded[i] = symbols.isLocationFolded(old);
        }
        return WholeFile.write(
                LOCATIONS,
                size,
                writer -> {
                    writer.writeInts(ids(size), 0);
                    writer.writeInts(mapping, 0);
                    writer.writeLongs(address, 0);
                    writer.writeBooleans(folded, 0);
                });
    }

    byte[] writeLines() {
        int size = 0;
        for (int i = 0; i < locations.size(); i++) {
            int old = locations.oldId(i);
            size += symbols.lineEnd(old) - symbols.lineStart(old);
        }
        int[] location = new int[size];
        int[] position = new int[size];
        int[] function = new int[size];
        long[] number = new long[size];
        int row = 0;
        for (int i = 0; i < locations.size(); i++) {
            int start = symbols.lineStart(locations.oldId(i));
            int end = symbols.lineEnd(locations.oldId(i));
            for (int line = start; line < end; line++) {
                location[row] = i;
                position[row] = line - start;
                function[row] = functions.use(symbols.lineFunction(line));
                number[row++] = symbols.lineNumber(line);
            }
        }
        return WholeFile.write(
                LINES,
                size,
                writer -> {
                    writer.writeInts(location, 0);
                    writer.writeInts(position, 0);
                    writer.writeInts(function, 0);
                    writer.writeLongs(number, 0);
                });
    }

    /// To be called after [#writeLines], which tells which functions are in use.
    byte[] writeFunctions() {
        int size = functions.size();
        long[] startLine = new long[size];
        for (int i = 0; i < size; i++) {
            startLine[i] = symbols.functionStartLine(functions.oldId(i));
        }
        return WholeFile.write(
                FUNCTIONS,
                size,
                writer -> {
                    writer.writeInts(ids(size), 0);
                    writer.writeStrings(strings, column(functions, symbols::functionName), 0);
                    writer.writeStrings(strings, column(functions, symbols::functionSystemName), 0);
                    writer.writeStrings(strings, column(functions, symbols::functionFilename), 0);
                    writer.writeLongs(startLine, 0);
                });
    }

    /// To be called after [#writeLocations], which tells which mappings are in use.
    byte[] writeMappings() {
        int size = mappings.size();
        long[] start = new long[size];
        long[] limit = new long[size];
        long[] offset = new long[size];
        for (int i = 0; i < size; i++) {
            int old = mappings.oldId(i);
            start[i] = symbols.mappingStart(old);
            limit[i] = symbols.mappingLimit(old);
            offset[i] = symbols.mappingOffset(old);
        }
        return WholeFile.write(
                MAPPINGS,
                size,
                writer -> {
                    writer.writeInts(ids(size), 0);
                    writer.writeLongs(start, 0);
                    writer.writeLongs(limit, 0);
                    writer.writeLongs(offset, 0);
                    writer.writeStrings(strings, column(mappings, symbols::mappingFilename), 0);
                    writer.writeStrings(strings, column(mappings, symbols::mappingBuildId), 0);
                    writer.writeBooleans(flags(Symbols.HAS_FUNCTIONS), 0);
                    writer.writeBooleans(flags(Symbols.HAS_FILENAMES), 0);
                    writer.writeBooleans(flags(Symbols.HAS_LINE_NUMBERS), 0);
                    writer.writeBooleans(flags(Symbols.HAS_INLINE_FRAMES), 0);
                });
    }

    private boolean[] flags(int flag) {
        boolean[] flags = new boolean[mappings.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = (symbols.mappingFlags(mappings.oldId(i)) & flag) != 0;
        }
        return flags;
    }

    private static int[] column(DenseIds rows, IntUnaryOperator value) {
        int[] column = new int[rows.size()];
        Arrays.setAll(column, i -> value.applyAsInt(rows.oldId(i)));
        return column;
    }

    private static int[] ids(int size) {
        int[] ids = new int[size];
        Arrays.setAll(ids, i -> i);
        return ids;
    }
}
