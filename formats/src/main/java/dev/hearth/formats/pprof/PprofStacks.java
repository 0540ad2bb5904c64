// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IdIndex;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import java.util.List;

/// The stacks of the samples that count: resolved, cut, repaired, and entered into a
/// [StackTableBuilder].
final class PprofStacks {

    private final PprofColumns columns;
    private final PprofSymbols symbols;
    private final int maxDepth;
    private final IdIndex locations = new IdIndex();
    private final GoStackRepair repair = new GoStackRepair();

    /// Rows of locations, the leaf of each stack first.
    private final IntColumn frames = new IntColumn();

    private final IntColumn starts = new IntColumn();
    private final IntColumn ends = new IntColumn();

    /// The stack entered last, root first: rows of locations and the nodes they led to.
    private final IntColumn path = new IntColumn();

    private final IntColumn pathNodes = new IntColumn();
    private final StackTableBuilder stacks = new StackTableBuilder();

    PprofStacks(PprofColumns columns, PprofSymbols symbols, DecodeLimits limits) {
        this.columns = columns;
        this.symbols = symbols;
        this.maxDepth = limits.maxStackDepth() > 0 ? limits.maxStackDepth() : Integer.MAX_VALUE;
    }

    /// Resolves the stacks of some samples.
    ///
    /// @param samples rows of samples
    void resolve(IntColumn samples) {
        locations.build(columns.locationId);
        frames.size = 0;
        starts.size = 0;
        ends.size = 0;
        for (int i = 0; i < samples.size; i++) {
            int sample = samples.values[i];
            int from = IntColumn.start(columns.sampleLocationEnd, sample);
            int to = columns.sampleLocationEnd.values[sample];
            starts.add(frames.size);
            // The leaf is first: what is over the limit goes from there.
            resolve(to - from > maxDepth ? to - maxDepth : from, to);
            ends.add(frames.size);
        }
    }

    private void resolve(int from, int to) {
        long[] ids = columns.sampleLocation.values;
        int size = frames.size;
        frames.resize(size + to - from);
        int[] rows = frames.values;
        for (int i = from; i < to; i++) {
            int row = locations.find(ids[i]);
            if (row >= 0) {
                rows[size++] = row;
            }
        }
        frames.size = size;
    }

    /// Puts stacks together that Go cut off.
    void repairGo(List<SampleType> types, Budget budget) {
        repair.repair(frames, starts, ends, types, budget);
    }

    /// Enters the stacks, and returns their ids in the order of the samples.
    StackTable enter(IntColumn ids) throws MalformedProfileException {
        path.size = 0;
        pathNodes.size = 0;
        ids.resize(starts.size);
        for (int i = 0; i < starts.size; i++) {
            ids.values[i] = enter(starts.values[i], ends.values[i]);
        }
        return stacks.copy();
    }

    private int enter(int from, int to) throws MalformedProfileException {
        int[] f = frames.values;
        int depth = to - from;
        int common = 0;
        int most = Math.min(depth, path.size);
        while (common < most && path.values[common] == f[to - 1 - common]) {
            common++;
        }
        int node = common == 0 ? StackTable.ROOT : pathNodes.values[common - 1];
        path.resize(depth);
        pathNodes.resize(depth);
        for (int i = common; i < depth; i++) {
            int row = f[to - 1 - i];
            node = stacks.push(node, symbols.location(row));
            path.values[i] = row;
            pathNodes.values[i] = node;
        }
        return node;
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        locations.clear(keep);
        frames.clear(keep);
        starts.clear(keep);
        ends.clear(keep);
        path.clear(keep);
        pathNodes.clear(keep);
        stacks.clear(keep);
        repair.clear(keep);
    }
}
