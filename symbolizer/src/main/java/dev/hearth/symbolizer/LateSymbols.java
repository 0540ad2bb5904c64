// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.model.AddedLines;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.model.TenantId;
import dev.hearth.query.AddressNames;
import dev.hearth.symbolizer.table.SymbolTable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names addresses by the debug files of their tenant, when they are read.
///
/// Costs a look at the mappings where all functions have names already, and a listing that is kept
/// for a while where the tenant has no files. Safe for many threads.
public final class LateSymbols implements AddressNames {

    /// Calls that are shown for one address; of more the outermost are left out.
    private static final int MAX_LINES = 512;

    private static final int NAMED =
            Symbols.HAS_FUNCTIONS
                    | Symbols.HAS_FILENAMES
                    | Symbols.HAS_LINE_NUMBERS
                    | Symbols.HAS_INLINE_FRAMES;

    private final SymbolTables tables;

    /// @param tables where files are looked up
    public LateSymbols(SymbolTables tables) {
        this.tables = tables;
    }

    @Override
    public Symbols name(TenantId tenant, Symbols symbols, StackTable stacks, long @Nullable [] sums)
            throws IOException {
        @Nullable SymbolTable[] byMapping = tables(tenant, symbols);
        return byMapping == null ? symbols : new Naming(symbols, byMapping).add(stacks, sums);
    }

    /// For each mapping its table, or null; null if no mapping has one.
    private @Nullable SymbolTable @Nullable [] tables(TenantId tenant, Symbols symbols)
            throws IOException {
        @Nullable SymbolTable @Nullable [] found = null;
        Set<BuildId> ids = Set.of();
        for (int mapping = 0; mapping < symbols.mappingCount(); mapping++) {
            int text = symbols.mappingBuildId(mapping);
            if ((symbols.mappingFlags(mapping) & Symbols.HAS_FUNCTIONS) != 0 || text == 0) {
                continue;
            }
            String id = BuildId.ofMapping(symbols.strings().get(text));
            if (id.isEmpty()) {
                continue;
            }
            if (ids.isEmpty()) {
                ids = tables.ids(tenant);
                if (ids.isEmpty()) {
                    return null;
                }
            }
            BuildId buildId = new BuildId(id);
            SymbolTable table = ids.contains(buildId) ? tables.table(tenant, buildId) : null;
            if (table != null) {
                if (found == null) {
                    found = new SymbolTable[symbols.mappingCount()];
                }
                found[mapping] = table;
            }
        }
        return found;
    }

    /// Adds lines to the symbols of one dataset.
    private static final class Naming {

        private final Symbols symbols;
        private final @Nullable SymbolTable[] byMapping;
        private @Nullable AddedLines added;

        /// For each table the ids that its functions have been given.
        private final Map<SymbolTable, int[]> functions = new HashMap<>();

        Naming(Symbols symbols, @Nullable SymbolTable[] byMapping) {
            this.symbols = symbols;
            this.byMapping = byMapping;
        }

        Symbols add(StackTable stacks, long @Nullable [] sums) {
            boolean[] isSeen = new boolean[symbols.locationCount()];
            boolean[] isWanted = new boolean[stacks.size()];
            for (int stack = isWanted.length - 1; stack > 0; stack--) {
                if (isWanted[stack] || sums == null || sums[stack] != 0) {
                    isWanted[stacks.parent(stack)] = true;
                    int location = stacks.location(stack);
                    if (!isSeen[location]) {
                        isSeen[location] = true;
                        location(location);
                    }
                }
            }
            return added == null ? symbols : added.build();
        }

        private void location(int location) {
            int mapping = symbols.locationMapping(location);
            if (mapping == Symbols.NO_MAPPING
                    || symbols.lineStart(location) != symbols.lineEnd(location)) {
                return;
            }
            SymbolTable table = byMapping[mapping];
            long address = symbols.locationAddress(location);
            if (table == null || address == 0) {
                return;
            }
            long linked =
                    table.linked(
                            address,
                            symbols.mappingStart(mapping),
                            symbols.mappingLimit(mapping),
                            symbols.mappingOffset(mapping));
            int frame = table.find(linked);
            for (int i = 0; frame != SymbolTable.NONE && i < MAX_LINES; i++) {
                AddedLines lines = added();
                lines.line(location, function(table, table.function(frame)), table.line(frame));
                frame = table.parent(frame);
            }
        }

        private AddedLines added() {
            AddedLines lines = added;
            if (lines == null) {
                lines = new AddedLines(symbols);
                for (int mapping = 0; mapping < byMapping.length; mapping++) {
                    if (byMapping[mapping] != null) {
                        lines.flags(mapping, NAMED);
                    }
                }
                added = lines;
            }
            return lines;
        }

        private int function(SymbolTable table, int function) {
            int[] ids = functions.computeIfAbsent(table, made -> new int[made.functionCount()]);
            if (ids[function] == 0) {
                int id =
                        added().function(
                                        string(table, table.name(function)),
                                        string(table, table.systemName(function)),
                                        string(table, table.file(function)),
                                        table.startLine(function));
                ids[function] = id + 1;
            }
            return ids[function] - 1;
        }

        private int string(SymbolTable table, int string) {
            return added().string(
                            table.bytes(), table.stringOffset(string), table.stringLength(string));
        }
    }
}
