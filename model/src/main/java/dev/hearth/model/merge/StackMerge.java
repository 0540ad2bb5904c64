// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model.merge;

import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.StringTable;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.util.Arrays;

/// Adds up sums by stack from sources that have symbols and stacks of their own.
///
/// Stacks are one when all their locations are equal: mapping, address and lines. For one thread.
public final class StackMerge {

    private static final int UNKNOWN = -1;

    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private final StackTableBuilder stacks = new StackTableBuilder();
    private long[] sums = new long[256];

    /// Adds a source. Its tables are read during the call only.
    ///
    /// @param sourceSymbols what the stacks name
    /// @param sourceStacks what the sums are of
    /// @param sumsByStack for each stack what was measured, 0 or more; may be shorter than the
    ///   table of stacks
    public void add(Symbols sourceSymbols, StackTable sourceStacks, long[] sumsByStack) {
        int count = Math.min(sumsByStack.length, sourceStacks.size());
        boolean[] isUsed = new boolean[count];
        for (int stack = count - 1; stack > StackTable.ROOT; stack--) {
            isUsed[stack] |= sumsByStack[stack] > 0;
            if (isUsed[stack]) {
                isUsed[sourceStacks.parent(stack)] = true;
            }
        }
        Translation translation = new Translation(sourceSymbols, symbols);
        int[] merged = new int[count];
        for (int stack = 0; stack < count; stack++) {
            if (stack != StackTable.ROOT && isUsed[stack]) {
                merged[stack] =
                        stacks.push(
                                merged[sourceStacks.parent(stack)],
                                translation.location(sourceStacks.location(stack)));
            }
            if (sumsByStack[stack] > 0) {
                addSum(merged[stack], sumsByStack[stack]);
            }
        }
    }

    private void addSum(int stack, long value) {
        if (stack >= sums.length) {
            sums = Arrays.copyOf(sums, Math.max(stack + 1, Math.multiplyExact(sums.length, 2)));
        }
        sums[stack] += value;
    }

    /// Symbols of the stacks, to which more may be added.
    public SymbolsBuilder symbols() {
        return symbols;
    }

    /// The stacks so far; locations are those of [#symbols].
    public StackTable stacks() {
        return stacks.snapshot();
    }

    /// For each stack its sum; longer than there are stacks, perhaps, or shorter: the last ones
    /// have none then. Only to be read.
    public long[] sums() {
        return sums;
    }

    /// Ids of one source's symbols as ids of the merged ones, filled in as they are asked for.
    private static final class Translation {

        private final Symbols source;
        private final SymbolsBuilder target;
        private final int[] strings;
        private final int[] mappings;
        private final int[] functions;
        private final int[] locations;
        private int[] lineFunctions = new int[8];
        private long[] lineNumbers = new long[8];

        Translation(Symbols source, SymbolsBuilder target) {
            this.source = source;
            this.target = target;
            this.strings = unknown(source.strings().size());
            this.mappings = unknown(source.mappingCount());
            this.functions = unknown(source.functionCount());
            this.locations = unknown(source.locationCount());
        }

        private static int[] unknown(int count) {
            int[] ids = new int[count];
            Arrays.fill(ids, UNKNOWN);
            return ids;
        }

        int location(int id) {
            if (locations[id] == UNKNOWN) {
                int mapping = source.locationMapping(id);
                int start = source.lineStart(id);
                int lines = source.lineEnd(id) - start;
                if (lines > lineFunctions.length) {
                    lineFunctions = new int[2 * lines];
                    lineNumbers = new long[2 * lines];
                }
                for (int i = 0; i < lines; i++) {
                    lineFunctions[i] = function(source.lineFunction(start + i));
                    lineNumbers[i] = source.lineNumber(start + i);
                }
                locations[id] =
                        target.location(
                                mapping == Symbols.NO_MAPPING ? mapping : mapping(mapping),
                                source.locationAddress(id),
                                source.isLocationFolded(id),
                                lineFunctions,
                                lineNumbers,
                                0,
                                lines);
            }
            return locations[id];
        }

        private int mapping(int id) {
            if (mappings[id] == UNKNOWN) {
                mappings[id] =
                        target.mapping(
                                source.mappingStart(id),
                                source.mappingLimit(id),
                                source.mappingOffset(id),
                                string(source.mappingFilename(id)),
                                string(source.mappingBuildId(id)),
                                source.mappingFlags(id));
            }
            return mappings[id];
        }

        private int function(int id) {
            if (functions[id] == UNKNOWN) {
                functions[id] =
                        target.function(
                                string(source.functionName(id)),
                                string(source.functionSystemName(id)),
                                string(source.functionFilename(id)),
                                source.functionStartLine(id));
            }
            return functions[id];
        }

        private int string(int id) {
            if (strings[id] == UNKNOWN) {
                StringTable table = source.strings();
                strings[id] = target.string(table.bytes(), table.offset(id), table.length(id));
            }
            return strings[id];
        }
    }
}
