// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.Symbols;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.StringColumn;
import java.io.IOException;

/// Symbols of an input as they stand in its files: of one service, or of all. Immutable.
final class InputSymbols {

    final Rows locations;
    final Rows lines;
    final Rows functions;
    final Rows mappings;

    final int[] locationMapping;
    final long[] locationAddress;
    final boolean[] locationFolded;

    /// For each location its first line, and behind them the end of the last.
    final int[] lineStarts;

    final int[] lineFunction;
    final long[] lineNumber;
    final StringColumn functionName;
    final StringColumn functionSystemName;
    final StringColumn functionFilename;
    final long[] functionStartLine;
    final long[] mappingStart;
    final long[] mappingLimit;
    final long[] mappingOffset;
    final StringColumn mappingFilename;
    final StringColumn mappingBuildId;
    final int[] mappingFlags;

    /// Rows of a file that is open.
    record Rows(ParquetFileReader file, int first, int count) {

        int[] ints(String column) throws IOException {
            int[] values = new int[count];
            file.readInts(column, first, count, values, 0);
            return values;
        }

        long[] longs(String column) throws IOException {
            long[] values = new long[count];
            file.readLongs(column, first, count, values, 0);
            return values;
        }

        boolean[] booleans(String column) throws IOException {
            boolean[] values = new boolean[count];
            file.readBooleans(column, first, count, values, 0);
            return values;
        }

        StringColumn strings(String column) throws IOException {
            return file.readStrings(column, first, count);
        }
    }

    private InputSymbols(MergeFiles files, String service) throws IOException {
        locations = rows(files, service, BlockFile.LOCATIONS);
        lines = rows(files, service, BlockFile.LINES);
        functions = rows(files, service, BlockFile.FUNCTIONS);
        mappings = rows(files, service, BlockFile.MAPPINGS);
        locationMapping = locations.ints("mapping");
        locationAddress = locations.longs("address");
        locationFolded = locations.booleans("is_folded");
        lineStarts = lineStarts(locations, lines.ints("location"));
        lineFunction = lines.ints("function");
        lineNumber = lines.longs("line");
        functionName = functions.strings("name");
        functionSystemName = functions.strings("system_name");
        functionFilename = functions.strings("filename");
        functionStartLine = functions.longs("start_line");
        mappingStart = mappings.longs("memory_start");
        mappingLimit = mappings.longs("memory_limit");
        mappingOffset = mappings.longs("file_offset");
        mappingFilename = mappings.strings("filename");
        mappingBuildId = mappings.strings("build_id");
        mappingFlags = mappingFlags(mappings);
        localize(lineFunction, functions, Integer.MIN_VALUE);
        localize(locationMapping, mappings, Symbols.NO_MAPPING);
    }

    /// Reads those that a service needs, and perhaps others.
    static InputSymbols read(MergeFiles files, String service) throws IOException {
        try {
            return new InputSymbols(files, service);
        } catch (CorruptParquetException e) {
            throw files.part(BlockFile.LOCATIONS).corrupt(e);
        }
    }

    private static Rows rows(MergeFiles files, String service, BlockFile file) throws IOException {
        ParquetFileReader opened = files.open(file);
        SegmentFooter.Rows rows = files.rows(service, file);
        return rows == null
                ? new Rows(opened, 0, opened.rows())
                : new Rows(opened, rows.first(), rows.count());
    }

    private static int[] lineStarts(Rows locations, int[] lineLocations)
            throws CorruptParquetException {
        int[] starts = new int[locations.count() + 1];
        int line = 0;
        for (int i = 0; i < locations.count(); i++) {
            starts[i] = line;
            while (line < lineLocations.length && lineLocations[line] == locations.first() + i) {
                line++;
            }
        }
        starts[locations.count()] = line;
        if (line < lineLocations.length) {
            throw new CorruptParquetException(
                    "location of a line is %d (expected order of location, %d to %d)"
                            .formatted(
                                    lineLocations[line],
                                    locations.first(),
                                    locations.first() + locations.count() - 1));
        }
        return starts;
    }

    private static int[] mappingFlags(Rows mappings) throws IOException {
        int[] flags = new int[mappings.count()];
        addFlag(mappings.booleans("has_functions"), Symbols.HAS_FUNCTIONS, flags);
        addFlag(mappings.booleans("has_filenames"), Symbols.HAS_FILENAMES, flags);
        addFlag(mappings.booleans("has_line_numbers"), Symbols.HAS_LINE_NUMBERS, flags);
        addFlag(mappings.booleans("has_inline_frames"), Symbols.HAS_INLINE_FRAMES, flags);
        return flags;
    }

    private static void addFlag(boolean[] column, int flag, int[] flags) {
        for (int i = 0; i < flags.length; i++) {
            flags[i] |= column[i] ? flag : 0;
        }
    }

    /// Makes ids of a file ids of these rows.
    private static void localize(int[] ids, Rows rows, int none) throws CorruptParquetException {
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i] - rows.first();
            if (ids[i] != none && (id < 0 || id >= rows.count())) {
                throw new CorruptParquetException(
                        "id of a symbol is %d (expected %d to %d)"
                                .formatted(ids[i], rows.first(), rows.first() + rows.count() - 1));
            }
            ids[i] = ids[i] == none ? none : id;
        }
    }

    /// Bytes held, roughly.
    long weightBytes() {
        long strings =
                0L
                        + functionName.bytes().length
                        + functionSystemName.bytes().length
                        + functionFilename.bytes().length
                        + mappingFilename.bytes().length
                        + mappingBuildId.bytes().length;
        return strings
                + 20L * locations.count()
                + 12L * lines.count()
                + 40L * functions.count()
                + 60L * mappings.count();
    }
}
