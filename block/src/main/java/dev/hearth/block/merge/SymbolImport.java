// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.parquet.StringColumn;
import java.util.Arrays;

/// Copies those symbols of an input that are asked for into the union of all. For one thread.
final class SymbolImport {

    private static final int NONE = -1;

    private final InputSymbols from;
    private final SymbolsBuilder into;
    private final int[] locations;
    private final int[] functions;
    private final int[] mappings;
    private int[] lineFunctions = new int[8];
    private long[] lineNumbers = new long[8];

    SymbolImport(InputSymbols from, SymbolsBuilder into) {
        this.from = from;
        this.into = into;
        this.locations = unknown(from.locations.count());
        this.functions = unknown(from.functions.count());
        this.mappings = unknown(from.mappings.count());
    }

    private static int[] unknown(int size) {
        int[] ids = new int[size];
        Arrays.fill(ids, NONE);
        return ids;
    }

    /// Returns what a location is called in the union.
    ///
    /// @param location from 0
    int location(int location) {
        if (locations[location] != NONE) {
            return locations[location];
        }
        int start = from.lineStarts[location];
        int count = from.lineStarts[location + 1] - start;
        if (count > lineFunctions.length) {
            lineFunctions = new int[2 * count];
            lineNumbers = new long[2 * count];
        }
        for (int i = 0; i < count; i++) {
            lineFunctions[i] = function(from.lineFunction[start + i]);
            lineNumbers[i] = from.lineNumber[start + i];
        }
        int mapping = from.locationMapping[location];
        locations[location] =
                into.location(
                        mapping == Symbols.NO_MAPPING ? mapping : mapping(mapping),
                        from.locationAddress[location],
                        from.locationFolded[location],
                        lineFunctions,
                        lineNumbers,
                        0,
                        count);
        return locations[location];
    }

    private int function(int function) {
        if (functions[function] == NONE) {
            functions[function] =
                    into.function(
                            string(from.functionName, function),
                            string(from.functionSystemName, function),
                            string(from.functionFilename, function),
                            from.functionStartLine[function]);
        }
        return functions[function];
    }

    private int mapping(int mapping) {
        if (mappings[mapping] == NONE) {
            mappings[mapping] =
                    into.mapping(
                            from.mappingStart[mapping],
                            from.mappingLimit[mapping],
                            from.mappingOffset[mapping],
                            string(from.mappingFilename, mapping),
                            string(from.mappingBuildId, mapping),
                            from.mappingFlags[mapping]);
        }
        return mappings[mapping];
    }

    private int string(StringColumn column, int row) {
        int id = column.id(row);
        return into.string(column.bytes(), column.offset(id), column.length(id));
    }
}
