// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.config.Limits;
import dev.hearth.model.AddedLines;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.model.TenantId;
import dev.hearth.query.AddressNames;
import dev.hearth.symbolizer.table.SymbolTable;
import java.io.IOException;
import java.util.LinkedHashSet;
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
    private final Limits limits;

    /// @param tables where files are looked up
    /// @param limits whose addresses are named
    public LateSymbols(SymbolTables tables, Limits limits) {
        this.tables = tables;
        this.limits = limits;
    }

    @Override
    public Symbols name(TenantId tenant, Symbols symbols, StackTable stacks, long @Nullable [] sums)
            throws IOException {
        if (!limits.of(tenant).queries().symbolizer().enabled()) {
            return symbols;
        }
        @Nullable BuildId[] builds = builds(tenant, symbols);
        return builds == null ? symbols : new Naming(symbols, builds).add(tenant, stacks, sums);
    }

    @Override
    public boolean mayName(TenantId tenant, Symbols symbols) throws IOException {
        return limits.of(tenant).queries().symbolizer().enabled()
                && builds(tenant, symbols) != null;
    }

    /// For each mapping without names the build whose file the tenant has, or null; null if there
    /// is none at all.
    private @Nullable BuildId @Nullable [] builds(TenantId tenant, Symbols symbols)
            throws IOException {
        @Nullable BuildId @Nullable [] found = null;
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
            BuildId build = new BuildId(id);
            if (ids.contains(build)) {
                if (found == null) {
                    found = new BuildId[symbols.mappingCount()];
                }
                found[mapping] = build;
            }
        }
        return found;
    }

    /// Adds lines to the symbols of one dataset: build after build, so that only one table is held
    /// beside those that are cached.
    private final class Naming {

        private final Symbols symbols;
        private final @Nullable BuildId[] builds;
        private @Nullable AddedLines added;

        Naming(Symbols symbols, @Nullable BuildId[] builds) {
            this.symbols = symbols;
            this.builds = builds;
        }

        Symbols add(TenantId tenant, StackTable stacks, long @Nullable [] sums) throws IOException {
            boolean[] isWanted = wanted(stacks, sums);
            Set<BuildId> needed = new LinkedHashSet<>();
            for (int location = 0; location < isWanted.length; location++) {
                BuildId build = isWanted[location] ? build(location) : null;
                if (build == null) {
                    isWanted[location] = false;
                } else {
                    needed.add(build);
                }
            }
            for (BuildId build : needed) {
                SymbolTable table = tables.table(tenant, build);
                if (table != null) {
                    name(build, table, isWanted);
                }
            }
            AddedLines lines = added;
            return lines == null ? symbols : lines.build();
        }

        /// For each location whether a stack that is looked at goes through it.
        private boolean[] wanted(StackTable stacks, long @Nullable [] sums) {
            boolean[] isWanted = new boolean[symbols.locationCount()];
            boolean[] isOnTheWay = new boolean[stacks.size()];
            for (int stack = isOnTheWay.length - 1; stack > 0; stack--) {
                if (isOnTheWay[stack] || sums == null || sums[stack] != 0) {
                    isOnTheWay[stacks.parent(stack)] = true;
                    isWanted[stacks.location(stack)] = true;
                }
            }
            return isWanted;
        }

        /// The build whose file may name a location; null if it has lines or cannot have any.
        private @Nullable BuildId build(int location) {
            int mapping = symbols.locationMapping(location);
            boolean isNameless =
                    mapping != Symbols.NO_MAPPING
                            && symbols.lineStart(location) == symbols.lineEnd(location)
                            && symbols.locationAddress(location) != 0;
            return isNameless ? builds[mapping] : null;
        }

        private void name(BuildId build, SymbolTable table, boolean[] isWanted) {
            // for each function of the table one more than the id that it was given, 0 for none
            int[] functions = new int[table.functionCount()];
            for (int location = 0; location < isWanted.length; location++) {
                if (isWanted[location] && build.equals(builds[symbols.locationMapping(location)])) {
                    name(location, table, functions);
                }
            }
        }

        private void name(int location, SymbolTable table, int[] functions) {
            int mapping = symbols.locationMapping(location);
            long linked =
                    table.linked(
                            symbols.locationAddress(location),
                            symbols.mappingStart(mapping),
                            symbols.mappingLimit(mapping),
                            symbols.mappingOffset(mapping));
            int frame = table.find(linked);
            for (int i = 0; frame != SymbolTable.NONE && i < MAX_LINES; i++) {
                AddedLines lines = added();
                lines.flags(mapping, NAMED);
                int function = function(lines, table, table.function(frame), functions);
                lines.line(location, function, table.line(frame));
                frame = table.parent(frame);
            }
        }

        private AddedLines added() {
            AddedLines lines = added;
            if (lines == null) {
                lines = new AddedLines(symbols);
                added = lines;
            }
            return lines;
        }

        private static int function(
                AddedLines lines, SymbolTable table, int function, int[] functions) {
            if (functions[function] == 0) {
                functions[function] =
                        lines.function(
                                        string(lines, table, table.name(function)),
                                        string(lines, table, table.systemName(function)),
                                        string(lines, table, table.file(function)),
                                        table.startLine(function))
                                + 1;
            }
            return functions[function] - 1;
        }

        private static int string(AddedLines lines, SymbolTable table, int string) {
            return lines.string(
                    table.bytes(), table.stringOffset(string), table.stringLength(string));
        }
    }
}
