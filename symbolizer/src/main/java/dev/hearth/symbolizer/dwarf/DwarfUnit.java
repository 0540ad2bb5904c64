// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.ByteCursor;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import org.jspecify.annotations.Nullable;

/// The header of a unit in `.debug_info`.
///
/// @param start where the unit begins
/// @param end where it ends, exclusive
/// @param entries where its first entry stands
/// @param version 2 to 5
/// @param isLong whether offsets have eight bytes
/// @param addressSize bytes of an address
/// @param abbrevOffset where its abbreviations stand in `.debug_abbrev`
/// @param hasCode whether it is a unit that describes code, and not types alone
record DwarfUnit(
        int start,
        int end,
        int entries,
        int version,
        boolean isLong,
        int addressSize,
        long abbrevOffset,
        boolean hasCode) {

    private static final int TYPE = 2;
    private static final int SKELETON = 4;
    private static final int SPLIT_COMPILE = 5;
    private static final int SPLIT_TYPE = 6;

    int offsetSize() {
        return isLong ? 8 : 4;
    }

    /// Reads the header at the cursor, and leaves the cursor at the end of the unit.
    ///
    /// @return null for a unit of a version that is not known
    /// @throws MalformedDebuginfoException if the unit has no end that could be gone on from
    static @Nullable DwarfUnit read(ByteCursor info) throws MalformedDebuginfoException {
        int start = info.position();
        long length = info.u32();
        boolean isLong = length == 0xffff_ffffL;
        if (isLong) {
            length = info.u64();
        }
        int after = info.position();
        info.skip(length);
        int end = info.position();
        DwarfUnit unit = header(info, start, after, end, isLong);
        info.seek(end);
        return unit;
    }

    private static @Nullable DwarfUnit header(
            ByteCursor info, int start, int after, int end, boolean isLong)
            throws MalformedDebuginfoException {
        if (end - after < 7) {
            return null;
        }
        info.seek(after);
        int version = info.u16();
        if (version < 2 || version > 5) {
            return null;
        }
        int type = version >= 5 ? info.u8() : 0;
        int addressSize = version >= 5 ? info.u8() : 0;
        long abbrevOffset = info.word(isLong);
        if (version < 5) {
            addressSize = info.u8();
        }
        if (type == SKELETON || type == SPLIT_COMPILE) {
            info.skip(8);
        } else if (type == TYPE || type == SPLIT_TYPE) {
            info.skip(8);
            info.word(isLong);
        }
        if (addressSize != 4 && addressSize != 8) {
            return null;
        }
        return new DwarfUnit(
                start,
                end,
                info.position(),
                version,
                isLong,
                addressSize,
                abbrevOffset,
                type != TYPE && type != SPLIT_TYPE);
    }
}
