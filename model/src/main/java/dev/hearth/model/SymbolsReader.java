// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// Reads the tables of a batch.
final class SymbolsReader {

    private final ColumnReader in;
    private final SymbolColumns c = new SymbolColumns();

    SymbolsReader(ColumnReader in) {
        this.in = in;
    }

    Symbols read() throws MalformedBatchException {
        StringTable strings = strings();
        int mappings = mappings(strings.size());
        int functions = functions(strings.size());
        int locations = locations(mappings);
        lines(locations == 0 ? 0 : c.lineEnds[locations - 1], functions);
        return new Symbols(strings, c, mappings, functions, locations);
    }

    private StringTable strings() throws MalformedBatchException {
        int size = in.count(1) + 1;
        int[] ends = new int[size];
        long end = 0;
        for (int id = 1; id < size; id++) {
            end += in.count(1);
            if (end > in.remaining()) {
                throw in.malformed(
                        "has %d bytes (expected at least %d of strings)"
                                .formatted(in.remaining(), end));
            }
            ends[id] = (int) end;
        }
        return new StringTable(in.raw((int) end), ends, size);
    }

    private int mappings(int strings) throws MalformedBatchException {
        int count = in.count(6);
        c.sizeMappings(count);
        for (int id = 0; id < count; id++) {
            c.mappingStart[id] = in.number();
            c.mappingLimit[id] = c.mappingStart[id] + in.signed();
            c.mappingOffset[id] = in.number();
            c.mappingFilename[id] = in.id(in.number(), strings);
            c.mappingBuildId[id] = in.id(in.number(), strings);
            c.mappingFlags[id] = (int) in.number();
        }
        return count;
    }

    private int functions(int strings) throws MalformedBatchException {
        int count = in.count(4);
        c.sizeFunctions(count);
        int before = 0;
        for (int id = 0; id < count; id++) {
            before = in.id(before + in.signed(), strings);
            c.functionName[id] = before;
        }
        for (int id = 0; id < count; id++) {
            c.functionSystemName[id] = in.id(c.functionName[id] + in.signed(), strings);
        }
        before = 0;
        for (int id = 0; id < count; id++) {
            before = in.id(before + in.signed(), strings);
            c.functionFilename[id] = before;
        }
        for (int id = 0; id < count; id++) {
            c.functionStartLine[id] = in.signed();
        }
        return count;
    }

    private int locations(int mappings) throws MalformedBatchException {
        int count = in.count(3);
        c.sizeLocations(count);
        for (int id = 0; id < count; id++) {
            c.locationMapping[id] = in.id(in.number(), mappings + 1) - 1;
        }
        long address = 0;
        for (int id = 0; id < count; id++) {
            address += in.signed();
            c.locationAddress[id] = address;
        }
        long end = 0;
        for (int id = 0; id < count; id++) {
            long lines = in.number();
            c.locationFolded[id] = (lines & 1) != 0;
            end += in.id(lines >>> 1, in.remaining() / 2 + 1);
            if (end > in.remaining() / 2) {
                throw in.malformed(
                        "has %d lines in %d bytes (expected at most %d)"
                                .formatted(end, in.remaining(), in.remaining() / 2));
            }
            c.lineEnds[id] = (int) end;
        }
        return count;
    }

    private void lines(int count, int functions) throws MalformedBatchException {
        c.sizeLines(count);
        int next = 0;
        for (int line = 0; line < count; line++) {
            int function = in.id(next - in.signed(), functions);
            c.lineFunction[line] = function;
            next = Math.max(next, function + 1);
        }
        for (int line = 0; line < count; line++) {
            c.lineNumber[line] = c.functionStartLine[c.lineFunction[line]] + in.signed();
        }
    }
}
