// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.model.ProfileType;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.model.merge.StackMerge;

/// Adds up sums by stack from sources that have symbols and stacks of their own, and encodes the
/// whole as one pprof. For one thread.
public final class PprofMerger {

    private final StackMerge merge;

    /// One that holds nothing yet.
    public PprofMerger() {
        this(new StackMerge());
    }

    /// One that encodes what was added up elsewhere.
    ///
    /// @param merge what there is; belongs to this object from now on
    public PprofMerger(StackMerge merge) {
        this.merge = merge;
    }

    /// Adds a source; see [StackMerge#add].
    public void add(Symbols symbols, StackTable stacks, long[] sumsByStack) {
        merge.add(symbols, stacks, sumsByStack);
    }

    /// Returns what was added so far as pprof; see [PprofEncoder#encode].
    ///
    /// @param maxNodes how many nodes the tree of stacks may have, at least 1; the smallest are cut
    ///   off, and what they had is a function `other`. `Long.MAX_VALUE` for all
    public byte[] encode(
            ProfileType type, long timeNanos, long durationNanos, long period, long maxNodes) {
        StackTable table = merge.stacks();
        long[] values = merge.sums();
        if (table.size() - 1 > maxNodes) {
            StackPruning pruning = new StackPruning(table, values);
            pruning.prune(maxNodes, merge.symbols());
            table = pruning.stacks();
            values = pruning.sums();
        }
        return PprofEncoder.encode(
                merge.symbols().snapshot(), table, values, type, timeNanos, durationNanos, period);
    }
}
