// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.ByteCursor;
import dev.hearth.symbolizer.elf.ElfFile;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.elf.WorkLimit;
import java.util.Arrays;

/// The functions of a unit and the calls that were inlined into them, with the addresses of each.
///
/// Scopes are numbered so that what was inlined comes after what it was inlined into.
final class Scopes {

    /// No scope.
    static final int NONE = -1;

    private static final int INLINED_SUBROUTINE = 0x1d;
    private static final int SUBPROGRAM = 0x2e;
    static final int MAX_DEPTH = 1 << 12;

    private final WorkLimit limit;
    private final RangeColumns ranges;
    private int[] parents = new int[256];
    private int[] entries = new int[256];
    private int[] callFiles = new int[256];
    private int[] callLines = new int[256];
    private int count;

    /// For each level the scope that its entries stand in.
    private int[] levels = new int[64];

    Scopes(ElfFile elf, WorkLimit limit) {
        this.limit = limit;
        this.ranges = new RangeColumns(elf);
    }

    /// Reads all entries of a unit, in place of those of the unit before.
    void read(UnitReader reader) throws MalformedDebuginfoException {
        count = 0;
        ranges.clear();
        ByteCursor info = reader.info();
        Abbrevs abbrevs = reader.abbrevs();
        DwarfUnit unit = reader.unit();
        info.seek(unit.entries());
        int depth = 0;
        levels[0] = NONE;
        while (info.position() < unit.end()) {
            int at = info.position();
            limit.spend(1);
            long code = info.uleb();
            if (code == 0) {
                if (--depth <= 0) {
                    return;
                }
                continue;
            }
            int row = abbrevs.find(code);
            if (row == Abbrevs.UNKNOWN) {
                throw new MalformedDebuginfoException(
                        "an entry has abbreviation %d (which does not exist)".formatted(code));
            }
            int inner = entry(reader, row, at, levels[depth]);
            if (abbrevs.hasChildren(row)) {
                descend(++depth, inner);
            } else if (depth == 0) {
                return;
            }
        }
    }

    private void descend(int depth, int scope) throws MalformedDebuginfoException {
        if (depth == MAX_DEPTH) {
            throw new MalformedDebuginfoException(
                    "entries are nested deeper than %d".formatted(MAX_DEPTH));
        }
        if (depth == levels.length) {
            levels = Arrays.copyOf(levels, depth * 2);
        }
        levels[depth] = scope;
    }

    /// Reads an entry and returns the scope of those below it.
    private int entry(UnitReader reader, int row, int at, int outer)
            throws MalformedDebuginfoException {
        int tag = reader.abbrevs().tag(row);
        boolean isInlined = tag == INLINED_SUBROUTINE && outer != NONE;
        if (tag != SUBPROGRAM && !isInlined) {
            Entry.skip(reader.info(), reader.abbrevs(), row, reader.unit(), limit);
            return outer;
        }
        reader.entry().read(reader.info(), reader.abbrevs(), row, reader.unit(), limit);
        int before = ranges.count();
        if (!reader.ranges(ranges)) {
            return isInlined ? outer : NONE;
        }
        int scope = add(isInlined ? outer : NONE, at, reader.entry());
        ranges.setValues(before, scope);
        return scope;
    }

    private int add(int parent, int at, Entry entry) {
        if (count == parents.length) {
            int length = Math.multiplyExact(count, 2);
            parents = Arrays.copyOf(parents, length);
            entries = Arrays.copyOf(entries, length);
            callFiles = Arrays.copyOf(callFiles, length);
            callLines = Arrays.copyOf(callLines, length);
        }
        parents[count] = parent;
        entries[count] = at;
        callFiles[count] = entry.count(Entry.CALL_FILE);
        callLines[count] = entry.count(Entry.CALL_LINE);
        return count++;
    }

    int count() {
        return count;
    }

    /// What a scope was inlined into, or [#NONE].
    int parent(int scope) {
        return parents[scope];
    }

    /// Offset of a scope's entry in `.debug_info`.
    int entry(int scope) {
        return entries[scope];
    }

    /// File of the call that was inlined, as the unit's lines number it.
    int callFile(int scope) {
        return callFiles[scope];
    }

    /// Line of the call that was inlined.
    int callLine(int scope) {
        return callLines[scope];
    }

    /// Ranges, each with its scope; those of a scope after those of what it was inlined into.
    RangeColumns ranges() {
        return ranges;
    }
}
