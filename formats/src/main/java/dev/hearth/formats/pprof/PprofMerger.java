// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.model.ProfileType;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.StringTable;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.util.Arrays;

/// Adds up sums by stack from sources that have symbols and stacks of their own, and encodes the
/// whole as one pprof.
///
/// Stacks are one when all their locations are equal: mapping, address and lines. For one thread.
public final class PprofMerger {

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
            sums = Arrays.copyOf(sums, Math.max(stack + 1, IntColumn.grown(sums.length)));
        }
        sums[stack] += value;
    }

    /// Returns what was added so far as pprof; see [PprofEncoder#encode].
    ///
    /// @param maxNodes how many nodes the tree of stacks may have, at least 1; the smallest are cut
    ///   off, and what they had is a function `other`. `Long.MAX_VALUE` for all
    public byte[] encode(
            ProfileType type, long timeNanos, long durationNanos, long period, long maxNodes) {
        StackTable table = stacks.snapshot();
        long[] values = sums;
        if (table.size() - 1 > maxNodes) {
            StackPruning pruning = new StackPruning(table, sums);
            pruning.prune(maxNodes, symbols);
            table = pruning.stacks();
            values = pruning.sums();
        }
        return PprofEncoder.encode(
                symbols.snapshot(), table, values, type, timeNanos, durationNanos, period);
    }

    /// Ids of one source's symbols as ids of the merged ones, filled in as they are asked for.
    private static final class Translation {

        private final Symbols source;
        private final SymbolsBuilder target;
        private final int[] strings;
        private final int[] mappings;
        private final int[] functions;
        private final int[] locations;
        private final IntColumn lineFunctions = new IntColumn();
        private final LongColumn lineNumbers = new LongColumn();

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
                lineFunctions.size = 0;
                lineNumbers.size = 0;
                for (int line = source.lineStart(id); line < source.lineEnd(id); line++) {
                    lineFunctions.add(function(source.lineFunction(line)));
                    lineNumbers.add(source.lineNumber(line));
                }
                locations[id] =
                        target.location(
                                mapping == Symbols.NO_MAPPING ? mapping : mapping(mapping),
                                source.locationAddress(id),
                                source.isLocationFolded(id),
                                lineFunctions.values,
                                lineNumbers.values,
                                0,
                                lineFunctions.size);
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
