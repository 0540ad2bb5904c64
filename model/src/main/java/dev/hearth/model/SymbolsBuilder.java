// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Collects symbols, each once, and gives them dense ids.
///
/// For one thread. [#snapshot] may be taken at any time and handed to other threads; it holds what
/// was added before and shares the arrays.
public final class SymbolsBuilder {

    private byte[] bytes = new byte[4096];
    private int[] ends = new int[128];
    private int[] hashes = new int[128];
    private int stringCount;
    private final IdTable stringIds;

    private SymbolColumns columns = new SymbolColumns();
    private int mappingCount;
    private int functionCount;
    private int locationCount;
    private int lineCount;
    private final IdTable mappingIds = new IdTable(4);
    private final IdTable functionIds;
    private final IdTable locationIds;

    /// An empty table: the empty string is there, with id 0.
    public SymbolsBuilder() {
        this(64);
    }

    /// An empty table that finds things quickly from the start.
    ///
    /// @param expected locations, and about as many functions and strings, that fit without growing
    public SymbolsBuilder(int expected) {
        stringIds = new IdTable(Math.max(128, expected));
        functionIds = new IdTable(expected);
        locationIds = new IdTable(expected);
        string(bytes, 0, 0);
    }

    /// What was added so far.
    public Symbols snapshot() {
        return new Symbols(
                new StringTable(bytes, ends, hashes, stringCount),
                columns.share(),
                mappingCount,
                functionCount,
                locationCount);
    }

    /// As [#snapshot], but in arrays of its own, no longer than needed.
    public Symbols copy() {
        int end = ends[stringCount - 1];
        return new Symbols(
                new StringTable(
                        Arrays.copyOf(bytes, end),
                        Arrays.copyOf(ends, stringCount),
                        Arrays.copyOf(hashes, stringCount),
                        stringCount),
                columns.copy(mappingCount, functionCount, locationCount, lineCount),
                mappingCount,
                functionCount,
                locationCount);
    }

    /// Forgets everything but the empty string, for whoever hands out copies alone. Keeps the
    /// space, unless that is for more than given.
    ///
    /// @param keep rows of a table, and bytes of strings
    public void clear(int keep) {
        if (bytes.length > keep || ends.length > keep) {
            bytes = new byte[4096];
            ends = new int[128];
            hashes = new int[128];
        }
        if (columns.longest() > keep) {
            columns = new SymbolColumns();
        }
        stringIds.clear(keep);
        mappingIds.clear(keep);
        functionIds.clear(keep);
        locationIds.clear(keep);
        stringCount = 0;
        mappingCount = 0;
        functionCount = 0;
        locationCount = 0;
        lineCount = 0;
        string(bytes, 0, 0);
    }

    /// Strings added so far, the empty one included.
    public int stringCount() {
        return stringCount;
    }

    /// Functions added so far.
    public int functionCount() {
        return functionCount;
    }

    /// Locations added so far.
    public int locationCount() {
        return locationCount;
    }

    /// Bytes that the columns hold, roughly: what a limit on memory is checked against.
    public long sizeBytes() {
        return (stringCount == 0 ? 0 : ends[stringCount - 1])
                + 20L * stringCount
                + 40L * functionCount
                + 40L * locationCount
                + 12L * lineCount;
    }

    /// Returns the id of a string.
    public int string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return string(utf8, 0, utf8.length);
    }

    /// Returns the id of a string given as UTF-8.
    public int string(byte[] source, int offset, int length) {
        return string(source, offset, length, ByteHash.of(source, offset, length));
    }

    /// Returns the id of a string of another table.
    public int string(StringTable from, int id) {
        return string(from.bytes(), from.offset(id), from.length(id), from.hash(id));
    }

    private int string(byte[] source, int offset, int length, int hash) {
        int slot = stringIds.start(hash);
        for (int id = stringIds.id(slot, hash); id != -1; id = stringIds.id(slot, hash)) {
            if (id >= 0 && isString(id, source, offset, length)) {
                return id;
            }
            slot = stringIds.next(slot);
        }
        return addString(slot, hash, source, offset, length);
    }

    private boolean isString(int id, byte[] source, int offset, int length) {
        int start = id == 0 ? 0 : ends[id - 1];
        return Arrays.equals(bytes, start, ends[id], source, offset, offset + length);
    }

    private int addString(int slot, int hash, byte[] source, int offset, int length) {
        int start = stringCount == 0 ? 0 : ends[stringCount - 1];
        int end = Math.addExact(start, length);
        if (end > bytes.length) {
            bytes =
                    Arrays.copyOf(
                            bytes,
                            Math.max(
                                    end,
                                    (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 16)));
        }
        if (stringCount == ends.length) {
            ends = Arrays.copyOf(ends, ends.length * 2);
            hashes = Arrays.copyOf(hashes, ends.length);
        }
        System.arraycopy(source, offset, bytes, start, length);
        ends[stringCount] = end;
        hashes[stringCount] = hash;
        stringIds.put(slot, hash, stringCount);
        return stringCount++;
    }

    /// Returns the id of a mapping.
    ///
    /// @param start first address
    /// @param limit end, exclusive
    /// @param offset offset in the file
    /// @param filename string id
    /// @param buildId string id
    /// @param flags as [Symbols#mappingFlags]
    public int mapping(long start, long limit, long offset, int filename, int buildId, int flags) {
        SymbolColumns c = columns;
        long mixed = ByteHash.step(ByteHash.step(ByteHash.step(flags, start), limit), offset);
        int hash = ByteHash.finish(ByteHash.step(mixed, (long) filename << 32 | buildId));
        int slot = mappingIds.start(hash);
        for (int id = mappingIds.id(slot, hash); id != -1; id = mappingIds.id(slot, hash)) {
            if (id >= 0
                    && c.mappingStart[id] == start
                    && c.mappingLimit[id] == limit
                    && c.mappingOffset[id] == offset
                    && c.mappingFilename[id] == filename
                    && c.mappingBuildId[id] == buildId
                    && c.mappingFlags[id] == flags) {
                return id;
            }
            slot = mappingIds.next(slot);
        }
        if (mappingCount == c.mappingStart.length) {
            c.growMappings();
        }
        c.mappingStart[mappingCount] = start;
        c.mappingLimit[mappingCount] = limit;
        c.mappingOffset[mappingCount] = offset;
        c.mappingFilename[mappingCount] = filename;
        c.mappingBuildId[mappingCount] = buildId;
        c.mappingFlags[mappingCount] = flags;
        mappingIds.put(slot, hash, mappingCount);
        return mappingCount++;
    }

    /// Returns the id of a function; the three names are string ids.
    public int function(int name, int systemName, int filename, long startLine) {
        SymbolColumns c = columns;
        long mixed = ByteHash.step(startLine, (long) name << 32 | systemName);
        int hash = ByteHash.finish(ByteHash.step(mixed, filename));
        int slot = functionIds.start(hash);
        for (int id = functionIds.id(slot, hash); id != -1; id = functionIds.id(slot, hash)) {
            if (id >= 0
                    && c.functionName[id] == name
                    && c.functionSystemName[id] == systemName
                    && c.functionFilename[id] == filename
                    && c.functionStartLine[id] == startLine) {
                return id;
            }
            slot = functionIds.next(slot);
        }
        if (functionCount == c.functionName.length) {
            c.growFunctions();
        }
        c.functionName[functionCount] = name;
        c.functionSystemName[functionCount] = systemName;
        c.functionFilename[functionCount] = filename;
        c.functionStartLine[functionCount] = startLine;
        functionIds.put(slot, hash, functionCount);
        return functionCount++;
    }

    /// Returns the id of a location. Its lines are `functions[from..to)` and `numbers[from..to)`,
    /// the innermost inlined call first.
    ///
    /// @param mapping mapping id or [Symbols#NO_MAPPING]
    /// @param address 0 if unknown
    /// @param isFolded whether others were folded into it
    /// @param functions function ids
    /// @param numbers line numbers
    public int location(
            int mapping,
            long address,
            boolean isFolded,
            int[] functions,
            long[] numbers,
            int from,
            int to) {
        long mixed = ByteHash.step(ByteHash.step(isFolded ? 1 : 2, mapping), address);
        for (int i = from; i < to; i++) {
            mixed = ByteHash.step(mixed, (long) functions[i] << 32 ^ numbers[i]);
        }
        int hash = ByteHash.finish(mixed);
        int slot = locationIds.start(hash);
        for (int id = locationIds.id(slot, hash); id != -1; id = locationIds.id(slot, hash)) {
            if (id >= 0
                    && columns.locationMapping[id] == mapping
                    && columns.locationAddress[id] == address
                    && columns.locationFolded[id] == isFolded
                    && hasLines(id, functions, numbers, from, to)) {
                return id;
            }
            slot = locationIds.next(slot);
        }
        return addLocation(slot, hash, mapping, address, isFolded, functions, numbers, from, to);
    }

    private boolean hasLines(int location, int[] functions, long[] numbers, int from, int to) {
        int start = location == 0 ? 0 : columns.lineEnds[location - 1];
        int end = columns.lineEnds[location];
        return Arrays.equals(columns.lineFunction, start, end, functions, from, to)
                && Arrays.equals(columns.lineNumber, start, end, numbers, from, to);
    }

    private int addLocation(
            int slot,
            int hash,
            int mapping,
            long address,
            boolean isFolded,
            int[] functions,
            long[] numbers,
            int from,
            int to) {
        SymbolColumns c = columns;
        if (locationCount == c.locationMapping.length) {
            c.growLocations();
        }
        int end = lineCount + to - from;
        if (end > c.lineFunction.length) {
            c.growLines(end);
        }
        System.arraycopy(functions, from, c.lineFunction, lineCount, to - from);
        System.arraycopy(numbers, from, c.lineNumber, lineCount, to - from);
        lineCount = end;
        c.locationMapping[locationCount] = mapping;
        c.locationAddress[locationCount] = address;
        c.locationFolded[locationCount] = isFolded;
        c.lineEnds[locationCount] = end;
        locationIds.put(slot, hash, locationCount);
        return locationCount++;
    }
}
