// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.elf.WorkLimit;
import dev.hearth.symbolizer.names.Demangler;
import dev.hearth.symbolizer.table.SymbolTableBuilder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names of functions, found by following an entry to what it is an instance or the definition of.
final class FunctionNames {

    /// What a function is called.
    ///
    /// @param name string id of the name that people read
    /// @param systemName string id of the name that the linker knows
    /// @param line line of its declaration, 0 if unknown
    record Named(int name, int systemName, int line) {}

    private static final int MAX_STEPS = 16;

    /// Units whose abbreviations are kept, and rows of these in all.
    private static final int MAX_UNITS = 64;

    private static final int MAX_UNIT_ROWS = 1 << 19;
    private static final int MAX_KNOWN = 1 << 20;

    private final DwarfSections sections;
    private final List<DwarfUnit> units;
    private final WorkLimit limit;
    private final SymbolTableBuilder table;
    private final Map<Integer, Named> known = new HashMap<>();
    private final LinkedHashMap<Integer, UnitReader> readers =
            new LinkedHashMap<>(MAX_UNITS, 0.75f, true);
    private int readerRows;

    /// @param units all units of the file, in order
    FunctionNames(
            DwarfSections sections,
            List<DwarfUnit> units,
            WorkLimit limit,
            SymbolTableBuilder table) {
        this.sections = sections;
        this.units = units;
        this.limit = limit;
        this.table = table;
    }

    /// The name of the function that an entry of a unit is, or was inlined from.
    ///
    /// @param offset where the entry stands in `.debug_info`
    Named of(int offset, UnitReader reader) throws MalformedDebuginfoException {
        Named named = known.get(offset);
        if (named == null) {
            named = follow(offset, reader);
            if (known.size() >= MAX_KNOWN) {
                known.clear();
            }
            known.put(offset, named);
        }
        return named;
    }

    private Named follow(int offset, UnitReader start) throws MalformedDebuginfoException {
        String name = "";
        String linkage = "";
        int line = 0;
        long at = offset;
        UnitReader reader = start;
        for (int step = 0; step < MAX_STEPS && at >= 0; step++) {
            if (at < reader.unit().start() || at >= reader.unit().end()) {
                reader = readerOf(at);
            }
            if (reader == null || !reader.readAt(at)) {
                break;
            }
            if (linkage.isEmpty()) {
                linkage = reader.text(Entry.LINKAGE_NAME);
            }
            if (name.isEmpty()) {
                name = reader.text(Entry.NAME);
            }
            if (line == 0) {
                line = reader.entry().count(Entry.DECL_LINE);
            }
            long origin = reader.entry().reference(Entry.ABSTRACT_ORIGIN);
            at = origin >= 0 ? origin : reader.entry().reference(Entry.SPECIFICATION);
        }
        String system = linkage.isEmpty() ? name : linkage;
        String shown = linkage.isEmpty() ? name : Demangler.demangle(linkage);
        return new Named(table.string(shown), table.string(system), line);
    }

    private @Nullable UnitReader readerOf(long offset) throws MalformedDebuginfoException {
        int low = 0;
        int high = units.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            DwarfUnit unit = units.get(middle);
            if (offset < unit.start()) {
                high = middle - 1;
            } else if (offset >= unit.end()) {
                low = middle + 1;
            } else {
                UnitReader reader = readers.get(middle);
                if (reader == null) {
                    reader = new UnitReader(sections, unit, limit);
                    keep(middle, reader);
                }
                return reader;
            }
        }
        return null;
    }

    private void keep(int unit, UnitReader reader) {
        readers.put(unit, reader);
        readerRows += reader.abbrevs().size();
        while (readers.size() > 1 && (readers.size() > MAX_UNITS || readerRows > MAX_UNIT_ROWS)) {
            readerRows -= readers.pollFirstEntry().getValue().abbrevs().size();
        }
    }
}
