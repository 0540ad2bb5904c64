// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.model.NthLargest;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.util.Arrays;

/// Cuts the small nodes off a table of stacks. What was cut off a node comes back as one stack that
/// ends in a function `other` there, so that all totals stay what they were.
final class StackPruning {

    private static final String OTHER = "other";
    private static final int NONE = -1;

    private final StackTable stacks;
    private final long[] sums;
    private final long[] totals;
    private final StackTableBuilder kept = new StackTableBuilder();
    private long[] keptSums;

    /// @param sums for each stack what was measured, 0 or more; may be shorter than the table
    StackPruning(StackTable stacks, long[] sums) {
        this.stacks = stacks;
        this.sums = Arrays.copyOf(sums, stacks.size());
        this.totals = this.sums.clone();
        for (int stack = totals.length - 1; stack > StackTable.ROOT; stack--) {
            totals[stacks.parent(stack)] += totals[stack];
        }
        this.keptSums = new long[totals.length];
    }

    /// Keeps the nodes whose totals are among the `maxNodes` largest, and all that are as large as
    /// the last of them.
    ///
    /// @param maxNodes at least 1
    /// @param symbols where `other` is added
    void prune(long maxNodes, SymbolsBuilder symbols) {
        int size = totals.length;
        long least = size - 1 <= maxNodes ? 0 : NthLargest.of(totals, 1, size, maxNodes);
        int[] newIds = new int[size];
        int other = NONE;
        keptSums[StackTable.ROOT] = sums[StackTable.ROOT];
        for (int stack = 1; stack < size; stack++) {
            int parent = newIds[stacks.parent(stack)];
            if (totals[stack] >= least && parent != NONE) {
                newIds[stack] = kept.push(parent, stacks.location(stack));
                add(newIds[stack], sums[stack]);
                continue;
            }
            newIds[stack] = NONE;
            if (parent != NONE && totals[stack] > 0) {
                other = other == NONE ? other(symbols) : other;
                add(kept.push(parent, other), totals[stack]);
            }
        }
    }

    StackTable stacks() {
        return kept.snapshot();
    }

    /// For each stack what was measured; longer than the table, perhaps.
    long[] sums() {
        return keptSums;
    }

    private void add(int stack, long value) {
        if (stack >= keptSums.length) {
            keptSums = Arrays.copyOf(keptSums, Math.max(stack + 1, 2 * keptSums.length));
        }
        keptSums[stack] += value;
    }

    private static int other(SymbolsBuilder symbols) {
        int name = symbols.string(OTHER);
        int[] functions = {symbols.function(name, name, 0, 0)};
        return symbols.location(Symbols.NO_MAPPING, 0, false, functions, new long[1], 0, 1);
    }
}
