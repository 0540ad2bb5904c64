// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.ByteCursor;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.elf.WorkLimit;

/// The attributes of one entry that matter, as they are written. Filled again for each entry.
final class Entry {

    static final int NAME = 0;
    static final int STMT_LIST = 1;
    static final int LOW_PC = 2;
    static final int HIGH_PC = 3;
    static final int COMP_DIR = 4;
    static final int ABSTRACT_ORIGIN = 5;
    static final int DECL_LINE = 6;
    static final int SPECIFICATION = 7;
    static final int RANGES = 8;
    static final int CALL_FILE = 9;
    static final int CALL_LINE = 10;
    static final int LINKAGE_NAME = 11;
    static final int STR_OFFSETS_BASE = 12;
    static final int ADDR_BASE = 13;
    static final int RNGLISTS_BASE = 14;
    static final int GNU_RANGES_BASE = 15;
    private static final int SLOTS = 16;

    /// Attributes that count as one step.
    private static final int PER_STEP = 16;

    private int present;
    private final int[] forms = new int[SLOTS];
    private final long[] values = new long[SLOTS];

    /// Slot of an attribute `DW_AT_…`, or -1.
    private static int slot(int attribute) {
        return switch (attribute) {
            case 0x03 -> NAME;
            case 0x10 -> STMT_LIST;
            case 0x11 -> LOW_PC;
            case 0x12 -> HIGH_PC;
            case 0x1b -> COMP_DIR;
            case 0x31 -> ABSTRACT_ORIGIN;
            case 0x3b -> DECL_LINE;
            case 0x47 -> SPECIFICATION;
            case 0x55 -> RANGES;
            case 0x58 -> CALL_FILE;
            case 0x59 -> CALL_LINE;
            case 0x6e, 0x2007 -> LINKAGE_NAME;
            case 0x72 -> STR_OFFSETS_BASE;
            case 0x73, 0x2133 -> ADDR_BASE;
            case 0x74 -> RNGLISTS_BASE;
            case 0x2132 -> GNU_RANGES_BASE;
            default -> -1;
        };
    }

    /// Reads an entry whose code was read.
    ///
    /// @param limit what entries with very many attributes cost more than others
    void read(ByteCursor cursor, Abbrevs abbrevs, int row, DwarfUnit unit, WorkLimit limit)
            throws MalformedDebuginfoException {
        present = 0;
        int end = abbrevs.end(row);
        limit.spend((end - abbrevs.first(row)) / PER_STEP);
        for (int at = abbrevs.first(row); at < end; at++) {
            int slot = slot(abbrevs.attribute(at));
            int form = abbrevs.form(at);
            if (slot < 0) {
                Form.skip(cursor, form, unit);
                continue;
            }
            if (Form.isIndirect(form)) {
                form = Form.direct(cursor);
            }
            forms[slot] = form;
            values[slot] =
                    form == Form.IMPLICIT_CONST
                            ? abbrevs.constant(at)
                            : Form.value(cursor, form, unit);
            present |= 1 << slot;
        }
    }

    /// Leaves out an entry whose code was read; the limit as in [#read].
    static void skip(ByteCursor cursor, Abbrevs abbrevs, int row, DwarfUnit unit, WorkLimit limit)
            throws MalformedDebuginfoException {
        int size = abbrevs.fixedSize(row);
        if (size >= 0) {
            cursor.skip(size);
            return;
        }
        int end = abbrevs.end(row);
        limit.spend((end - abbrevs.first(row)) / PER_STEP);
        for (int at = abbrevs.first(row); at < end; at++) {
            Form.skip(cursor, abbrevs.form(at), unit);
        }
    }

    boolean has(int slot) {
        return (present & (1 << slot)) != 0;
    }

    int form(int slot) {
        return forms[slot];
    }

    /// The number as written, 0 if there is none.
    long value(int slot) {
        return has(slot) ? values[slot] : 0;
    }

    /// As [#value], as a number that fits; 0 if it does not.
    int count(int slot) {
        long value = value(slot);
        return value < 0 || value > Integer.MAX_VALUE ? 0 : (int) value;
    }

    /// Offset of the entry that a reference means, or -1.
    long reference(int slot) {
        if (!has(slot)) {
            return -1;
        }
        boolean isKnown = forms[slot] >= Form.REF_ADDR && forms[slot] <= Form.REF_UDATA;
        return isKnown ? values[slot] : -1;
    }
}
