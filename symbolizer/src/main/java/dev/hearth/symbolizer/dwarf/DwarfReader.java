// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.ByteCursor;
import dev.hearth.symbolizer.elf.ElfFile;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.elf.WorkLimit;
import dev.hearth.symbolizer.table.SymbolTableBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads all units of a file into a table. For one thread.
public final class DwarfReader {

    private static final int MAX_UNITS = 1 << 20;

    private final DwarfSections sections;
    private final WorkLimit limit;
    private final SymbolTableBuilder table;
    private final Scopes scopes;
    private final LineRows rows;
    private int wrongUnits;

    private DwarfReader(
            ElfFile elf, DwarfSections sections, WorkLimit limit, SymbolTableBuilder table) {
        this.sections = sections;
        this.limit = limit;
        this.table = table;
        this.scopes = new Scopes(elf, limit);
        this.rows = new LineRows(elf, limit);
    }

    /// Reads what a file has, perhaps nothing.
    ///
    /// @return units that were left out because they are wrong
    /// @throws MalformedDebuginfoException if a section cannot be unpacked, or the limit is reached
    /// @throws IOException if there is no room to unpack a section
    public static int read(ElfFile elf, WorkLimit limit, SymbolTableBuilder table)
            throws MalformedDebuginfoException, IOException {
        DwarfReader reader = new DwarfReader(elf, DwarfSections.of(elf), limit, table);
        reader.readUnits();
        return reader.wrongUnits;
    }

    private void readUnits() throws MalformedDebuginfoException {
        List<DwarfUnit> units = units();
        FunctionNames names = new FunctionNames(sections, units, limit, table);
        for (DwarfUnit unit : units) {
            if (!unit.hasCode()) {
                continue;
            }
            try {
                readUnit(unit, names);
            } catch (MalformedDebuginfoException e) {
                if (limit.isOver()) {
                    throw e;
                }
                wrongUnits++;
            }
        }
    }

    private List<DwarfUnit> units() {
        List<DwarfUnit> units = new ArrayList<>();
        ByteCursor info = sections.info().fork();
        try {
            while (!info.isAtEnd() && units.size() < MAX_UNITS) {
                DwarfUnit unit = DwarfUnit.read(info);
                if (unit == null) {
                    wrongUnits++;
                } else {
                    units.add(unit);
                }
            }
        } catch (MalformedDebuginfoException e) {
            wrongUnits++;
        }
        return units;
    }

    private void readUnit(DwarfUnit unit, FunctionNames names) throws MalformedDebuginfoException {
        UnitReader reader = new UnitReader(sections, unit, limit);
        scopes.read(reader);
        if (scopes.count() == 0) {
            return;
        }
        LineHeader lines = lines(reader);
        new UnitFrames(reader, scopes, rows, lines, names, table).handOut();
    }

    /// Reads the lines of a unit; without them there are the functions.
    private @Nullable LineHeader lines(UnitReader reader) throws MalformedDebuginfoException {
        rows.clear();
        if (reader.lines() < 0) {
            return null;
        }
        try {
            ByteCursor cursor = sections.line().fork();
            cursor.seek(reader.lines());
            LineHeader header = new LineHeader(cursor, reader, sections, limit);
            rows.run(header, cursor, reader.unit().addressSize());
            return header;
        } catch (MalformedDebuginfoException e) {
            if (limit.isOver()) {
                throw e;
            }
            rows.clear();
            wrongUnits++;
            return null;
        }
    }
}
