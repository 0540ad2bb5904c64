// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.ByteCursor;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;

/// How values of attributes are written: `DW_FORM_…`.
final class Form {

    static final int ADDR = 0x01;
    static final int STRING = 0x08;
    static final int STRP = 0x0e;
    static final int REF_ADDR = 0x10;
    static final int REF1 = 0x11;
    static final int REF_UDATA = 0x15;
    static final int SEC_OFFSET = 0x17;
    static final int STRX = 0x1a;
    static final int ADDRX = 0x1b;
    static final int LINE_STRP = 0x1f;
    static final int IMPLICIT_CONST = 0x21;
    static final int RNGLISTX = 0x23;
    static final int STRX1 = 0x25;
    static final int STRX4 = 0x28;
    static final int ADDRX1 = 0x29;
    static final int ADDRX4 = 0x2c;
    static final int GNU_ADDR_INDEX = 0x1f01;
    static final int GNU_STR_INDEX = 0x1f02;

    private static final int BLOCK2 = 0x03;
    private static final int BLOCK4 = 0x04;
    private static final int DATA2 = 0x05;
    private static final int DATA4 = 0x06;
    private static final int DATA8 = 0x07;
    private static final int BLOCK = 0x09;
    private static final int BLOCK1 = 0x0a;
    private static final int DATA1 = 0x0b;
    private static final int FLAG = 0x0c;
    private static final int SDATA = 0x0d;
    private static final int UDATA = 0x0f;
    private static final int REF2 = 0x12;
    private static final int REF4 = 0x13;
    private static final int REF8 = 0x14;
    private static final int INDIRECT = 0x16;
    private static final int EXPRLOC = 0x18;
    private static final int FLAG_PRESENT = 0x19;
    private static final int REF_SUP4 = 0x1c;
    private static final int STRP_SUP = 0x1d;
    private static final int DATA16 = 0x1e;
    private static final int REF_SIG8 = 0x20;
    private static final int LOCLISTX = 0x22;
    private static final int REF_SUP8 = 0x24;
    private static final int STRX2 = 0x26;
    private static final int STRX3 = 0x27;
    private static final int ADDRX2 = 0x2a;
    private static final int ADDRX3 = 0x2b;
    private static final int GNU_REF_ALT = 0x1f20;
    private static final int GNU_STRP_ALT = 0x1f21;

    private static final int MAX_INDIRECTIONS = 4;

    private Form() {}

    /// Bytes of a value, or -1 if they differ from value to value.
    static int fixedSize(int form, DwarfUnit unit) {
        return switch (form) {
            case IMPLICIT_CONST, FLAG_PRESENT -> 0;
            case DATA1, FLAG, REF1, STRX1, ADDRX1 -> 1;
            case DATA2, REF2, STRX2, ADDRX2 -> 2;
            case STRX3, ADDRX3 -> 3;
            case DATA4, REF4, REF_SUP4, STRX4, ADDRX4 -> 4;
            case DATA8, REF8, REF_SIG8, REF_SUP8 -> 8;
            case DATA16 -> 16;
            case ADDR -> unit.addressSize();
            case STRP, LINE_STRP, SEC_OFFSET, STRP_SUP, GNU_REF_ALT, GNU_STRP_ALT ->
                    unit.offsetSize();
            case REF_ADDR -> unit.version() <= 2 ? unit.addressSize() : unit.offsetSize();
            default -> -1;
        };
    }

    /// Leaves a value out.
    static void skip(ByteCursor cursor, int form, DwarfUnit unit)
            throws MalformedDebuginfoException {
        int size = fixedSize(form, unit);
        if (size >= 0) {
            cursor.skip(size);
            return;
        }
        switch (form) {
            case STRING -> cursor.skipText();
            case SDATA,
                    UDATA,
                    REF_UDATA,
                    STRX,
                    ADDRX,
                    LOCLISTX,
                    RNGLISTX,
                    GNU_ADDR_INDEX,
                    GNU_STR_INDEX ->
                    cursor.skipLeb();
            case BLOCK1 -> cursor.skip(cursor.u8());
            case BLOCK2 -> cursor.skip(cursor.u16());
            case BLOCK4 -> cursor.skip(cursor.u32());
            case BLOCK, EXPRLOC -> cursor.skip(cursor.uleb());
            case INDIRECT -> skip(cursor, direct(cursor), unit);
            default -> throw unknown(form);
        }
    }

    /// The form that stands before a value of the form `DW_FORM_indirect`.
    static int direct(ByteCursor cursor) throws MalformedDebuginfoException {
        for (int i = 0; i < MAX_INDIRECTIONS; i++) {
            long form = cursor.uleb();
            if (form != INDIRECT) {
                return (int) Math.min(form, Integer.MAX_VALUE);
            }
        }
        throw new MalformedDebuginfoException("a form is indirect again and again");
    }

    static boolean isIndirect(int form) {
        return form == INDIRECT;
    }

    /// A value as a number: a constant, an address, an index, an offset in the section that the
    /// form means, for references in `.debug_info`, for a text in place where it stands. 0 for
    /// blocks.
    static long value(ByteCursor cursor, int form, DwarfUnit unit)
            throws MalformedDebuginfoException {
        return switch (form) {
            case STRING -> {
                int at = cursor.position();
                cursor.skipText();
                yield at;
            }
            case SDATA -> cursor.sleb();
            case UDATA, STRX, ADDRX, RNGLISTX, LOCLISTX, GNU_ADDR_INDEX, GNU_STR_INDEX ->
                    cursor.uleb();
            case REF_UDATA -> unit.start() + cursor.uleb();
            case REF1 -> unit.start() + cursor.u8();
            case REF2 -> unit.start() + cursor.u16();
            case REF4 -> unit.start() + cursor.u32();
            case REF8 -> unit.start() + cursor.u64();
            case STRX3, ADDRX3 -> cursor.u24();
            case FLAG_PRESENT -> 1;
            default -> {
                int size = fixedSize(form, unit);
                if (size > 0 && size <= 8) {
                    yield cursor.number(size);
                }
                skip(cursor, form, unit);
                yield 0;
            }
        };
    }

    private static MalformedDebuginfoException unknown(int form) {
        return new MalformedDebuginfoException("form 0x%x is not known".formatted(form));
    }
}
