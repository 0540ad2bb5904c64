// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.ProfileBatch;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.util.Arrays;

/// Translates the ids of one batch into those of a head, each at most once, and only those that
/// stacks refer to. Scratch of one thread, used for one batch after another.
final class BatchMapper {

    private static final int UNKNOWN = -1;

    private int[] strings = new int[1024];
    private int[] mappings = new int[16];
    private int[] functions = new int[1024];
    private int[] locations = new int[1024];
    private int[] stacks = new int[1024];
    private int[] path = new int[256];
    private int[] lineFunctions = new int[16];
    private long[] lineNumbers = new long[16];

    private ProfileBatch batch = EMPTY;
    private SymbolsBuilder symbols = new SymbolsBuilder();
    private StackTableBuilder stackTable = new StackTableBuilder();

    private static final ProfileBatch EMPTY =
            new ProfileBatch(
                    new SymbolsBuilder().snapshot(),
                    new StackTableBuilder().snapshot(),
                    java.util.List.of());

    /// Begins with a batch.
    ///
    /// @param into symbols of the tenant that it belongs to
    void begin(ProfileBatch next, SymbolsBuilder into) {
        batch = next;
        symbols = into;
        Symbols from = next.symbols();
        strings = unknown(strings, from.strings().size());
        mappings = unknown(mappings, from.mappingCount());
        functions = unknown(functions, from.functionCount());
        locations = unknown(locations, from.locationCount());
    }

    /// Goes on with profiles of a dataset.
    ///
    /// @param into its stacks
    void beginDataset(StackTableBuilder into) {
        stackTable = into;
        stacks = unknown(stacks, batch.stacks().size());
        stacks[StackTable.ROOT] = StackTable.ROOT;
    }

    /// Lets go of the batch, so that it can be collected.
    void end() {
        batch = EMPTY;
    }

    /// Translates stacks.
    ///
    /// @param ids stacks of the batch
    /// @return for each stack of the batch its id in the dataset, sure only for those of `ids`
    int[] stacks(int[] ids) {
        for (int id : ids) {
            if (stacks[id] == UNKNOWN) {
                mapStack(id);
            }
        }
        return stacks;
    }

    private void mapStack(int stack) {
        StackTable from = batch.stacks();
        int depth = 0;
        int node = stack;
        while (stacks[node] == UNKNOWN) {
            if (depth == path.length) {
                path = Arrays.copyOf(path, depth * 2);
            }
            path[depth++] = node;
            node = from.parent(node);
        }
        int mapped = stacks[node];
        while (depth > 0) {
            node = path[--depth];
            mapped = stackTable.push(mapped, location(from.location(node)));
            stacks[node] = mapped;
        }
    }

    private int location(int id) {
        int known = locations[id];
        if (known != UNKNOWN) {
            return known;
        }
        Symbols from = batch.symbols();
        int start = from.lineStart(id);
        int lines = from.lineEnd(id) - start;
        if (lines > lineFunctions.length) {
            lineFunctions = new int[lines * 2];
            lineNumbers = new long[lines * 2];
        }
        for (int i = 0; i < lines; i++) {
            lineFunctions[i] = function(from.lineFunction(start + i));
            lineNumbers[i] = from.lineNumber(start + i);
        }
        int mapping = from.locationMapping(id);
        int mapped =
                symbols.location(
                        mapping == Symbols.NO_MAPPING ? Symbols.NO_MAPPING : mapping(mapping),
                        from.locationAddress(id),
                        from.isLocationFolded(id),
                        lineFunctions,
                        lineNumbers,
                        0,
                        lines);
        locations[id] = mapped;
        return mapped;
    }

    private int function(int id) {
        int known = functions[id];
        if (known != UNKNOWN) {
            return known;
        }
        Symbols from = batch.symbols();
        int mapped =
                symbols.function(
                        string(from.functionName(id)),
                        string(from.functionSystemName(id)),
                        string(from.functionFilename(id)),
                        from.functionStartLine(id));
        functions[id] = mapped;
        return mapped;
    }

    private int mapping(int id) {
        int known = mappings[id];
        if (known != UNKNOWN) {
            return known;
        }
        Symbols from = batch.symbols();
        int mapped =
                symbols.mapping(
                        from.mappingStart(id),
                        from.mappingLimit(id),
                        from.mappingOffset(id),
                        string(from.mappingFilename(id)),
                        string(from.mappingBuildId(id)),
                        from.mappingFlags(id));
        mappings[id] = mapped;
        return mapped;
    }

    private int string(int id) {
        int known = strings[id];
        if (known != UNKNOWN) {
            return known;
        }
        int mapped = symbols.string(batch.symbols().strings(), id);
        strings[id] = mapped;
        return mapped;
    }

    private static int[] unknown(int[] map, int size) {
        int[] longEnough = size <= map.length ? map : new int[Math.max(size, map.length * 2)];
        Arrays.fill(longEnough, 0, size, UNKNOWN);
        return longEnough;
    }
}
