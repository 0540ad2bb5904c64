// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.segment.StackOrder;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Those stacks and symbols of a service that are in use, of all inputs, each once. For one thread.
final class ServiceUnion {

    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private final StackTableBuilder stacks = new StackTableBuilder();

    /// For each input and its stacks, from 0, the node of the union.
    private final List<int[]> nodes = new ArrayList<>();

    private StackOrder order = new StackOrder(stacks.snapshot());

    /// Adds the stacks of an input.
    ///
    /// @param used by stack, from 0; changed: what a used stack hangs on is used too
    void add(ServiceInput input, InputSymbols from, boolean[] used) throws IOException {
        try {
            nodes.add(push(input, from, used));
        } catch (CorruptParquetException e) {
            throw input.files.part(BlockFile.STACKS).corrupt(e);
        }
    }

    private int[] push(ServiceInput input, InputSymbols from, boolean[] used) throws IOException {
        ParquetFileReader file = input.files.open(BlockFile.STACKS);
        int count = used.length;
        int first = input.stacks.first();
        int[] parents = new int[count];
        int[] locations = new int[count];
        file.readInts("parent", first, count, parents, 0);
        file.readInts("location", first, count, locations, 0);
        for (int i = count - 1; i > 0; i--) {
            int parent = parents[i] - first;
            int location = locations[i] - from.locations.first();
            if (parent < 0 || parent >= i || location < 0 || location >= from.locations.count()) {
                throw new CorruptParquetException(
                        "stack %d has parent %d and location %d (expected one before it, and one of %d from %d on)"
                                .formatted(
                                        first + i,
                                        parents[i],
                                        locations[i],
                                        from.locations.count(),
                                        from.locations.first()));
            }
            used[parent] |= used[i];
        }
        SymbolImport imports = new SymbolImport(from, symbols);
        int[] ids = new int[count];
        for (int i = 1; i < count; i++) {
            if (used[i]) {
                ids[i] =
                        stacks.push(
                                ids[parents[i] - first],
                                imports.location(locations[i] - from.locations.first()));
            }
        }
        return ids;
    }

    Symbols symbols() {
        return symbols.snapshot();
    }

    /// Numbers all stacks depth first. Nothing is added any more.
    void number() {
        StackTable table = stacks.snapshot();
        order = new StackOrder(table);
        for (int i = 0; i < table.size(); i++) {
            order.use(i);
        }
        order.number();
        for (int[] ids : nodes) {
            for (int i = 0; i < ids.length; i++) {
                ids[i] = order.newIds()[ids[i]];
            }
        }
    }

    /// All stacks, after [#number].
    StackOrder order() {
        return order;
    }

    /// For the stacks of an input, from 0, their numbers, after [#number].
    ///
    /// @param input which, in the order in which they were added
    int[] numbers(int input) {
        return nodes.get(input);
    }
}
