// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// Collects lines for locations that have none, and makes symbols that have them. For one thread.
///
/// The symbols it starts from stay as they are. Strings, functions and locations keep their ids;
/// what is new comes behind, each string once.
public final class AddedLines {

    private final Symbols base;
    private byte[] bytes;
    private int[] ends;
    private int stringCount;
    private final IdTable stringIds;
    private final SymbolColumns columns;
    private int functionCount;
    private final int[] firstLine;
    private final int[] lineCounts;
    private int[] lineFunctions = new int[256];
    private long[] lineNumbers = new long[256];
    private int lineCount;

    /// @param base what lines are added to
    public AddedLines(Symbols base) {
        this.base = base;
        StringTable strings = base.strings();
        this.stringCount = strings.size();
        int used =
                stringCount == 0
                        ? 0
                        : strings.offset(stringCount - 1) + strings.length(stringCount - 1);
        this.bytes = Arrays.copyOf(strings.bytes(), used + 4096);
        this.ends = new int[stringCount + 64];
        this.stringIds = new IdTable(stringCount + 64);
        for (int id = 0; id < stringCount; id++) {
            ends[id] = strings.offset(id) + strings.length(id);
            int hash = strings.hash(id);
            int slot = stringIds.start(hash);
            while (stringIds.id(slot, hash) != -1) {
                slot = stringIds.next(slot);
            }
            stringIds.put(slot, hash, id);
        }
        this.columns = base.copyColumns();
        this.functionCount = base.functionCount();
        this.firstLine = new int[base.locationCount()];
        this.lineCounts = new int[base.locationCount()];
    }

    /// Returns the id of a string given as UTF-8.
    public int string(byte[] source, int offset, int length) {
        int hash = ByteHash.of(source, offset, length);
        int slot = stringIds.start(hash);
        for (int id = stringIds.id(slot, hash); id != -1; id = stringIds.id(slot, hash)) {
            if (id >= 0 && isString(id, source, offset, length)) {
                return id;
            }
            slot = stringIds.next(slot);
        }
        int start = stringCount == 0 ? 0 : ends[stringCount - 1];
        int end = Math.addExact(start, length);
        if (end > bytes.length) {
            long doubled = Math.min(bytes.length * 2L, Integer.MAX_VALUE - 16);
            bytes = Arrays.copyOf(bytes, (int) Math.max(end, doubled));
        }
        if (stringCount == ends.length) {
            ends = Arrays.copyOf(ends, stringCount * 2);
        }
        System.arraycopy(source, offset, bytes, start, length);
        ends[stringCount] = end;
        stringIds.put(slot, hash, stringCount);
        return stringCount++;
    }

    private boolean isString(int id, byte[] source, int offset, int length) {
        int start = id == 0 ? 0 : ends[id - 1];
        return Arrays.equals(bytes, start, ends[id], source, offset, offset + length);
    }

    /// Adds a function, which is not looked for among those that are there.
    ///
    /// @param name string id
    /// @param systemName string id
    /// @param filename string id
    /// @param startLine 0 if unknown
    /// @return its id
    public int function(int name, int systemName, int filename, long startLine) {
        if (functionCount == columns.functionName.length) {
            columns.sizeFunctions(Math.max(64, functionCount * 2));
        }
        columns.functionName[functionCount] = name;
        columns.functionSystemName[functionCount] = systemName;
        columns.functionFilename[functionCount] = filename;
        columns.functionStartLine[functionCount] = startLine;
        return functionCount++;
    }

    /// Adds a line to a location, behind those that were added to it before, the innermost inlined
    /// call first. All lines of a location are added before those of the next.
    public void line(int location, int function, long number) {
        if (lineCounts[location] == 0) {
            firstLine[location] = lineCount;
        }
        lineCounts[location]++;
        if (lineCount == lineFunctions.length) {
            lineFunctions = Arrays.copyOf(lineFunctions, lineCount * 2);
            lineNumbers = Arrays.copyOf(lineNumbers, lineCount * 2);
        }
        lineFunctions[lineCount] = function;
        lineNumbers[lineCount++] = number;
    }

    /// Adds bits to [Symbols#mappingFlags] of a mapping.
    public void flags(int mapping, int flags) {
        columns.mappingFlags[mapping] |= flags;
    }

    /// Makes the symbols. Nothing may be added any more.
    public Symbols build() {
        int locations = base.locationCount();
        int[] lineEnds = new int[locations];
        int[] functions = new int[base.lineCount() + lineCount];
        long[] numbers = new long[base.lineCount() + lineCount];
        int end = 0;
        for (int location = 0; location < locations; location++) {
            int from = base.lineStart(location);
            int count = base.lineEnd(location) - from;
            System.arraycopy(columns.lineFunction, from, functions, end, count);
            System.arraycopy(columns.lineNumber, from, numbers, end, count);
            end += count;
            int added = lineCounts[location];
            System.arraycopy(lineFunctions, firstLine[location], functions, end, added);
            System.arraycopy(lineNumbers, firstLine[location], numbers, end, added);
            end += added;
            lineEnds[location] = end;
        }
        columns.lineEnds = lineEnds;
        columns.lineFunction = functions;
        columns.lineNumber = numbers;
        return new Symbols(
                new StringTable(bytes, ends, stringCount),
                columns,
                base.mappingCount(),
                functionCount,
                locations);
    }
}
