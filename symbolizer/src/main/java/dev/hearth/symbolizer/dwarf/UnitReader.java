// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.ByteCursor;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.elf.WorkLimit;

/// A unit with its abbreviations and what its first entry says for all others: makes texts,
/// addresses and ranges of what is written.
final class UnitReader {

    private static final long NO_ADDRESS = -1;

    /// Bytes of a text that count as one step.
    private static final int BYTES_PER_STEP = 32;

    private final DwarfSections sections;
    private final DwarfUnit unit;
    private final Abbrevs abbrevs;
    private final WorkLimit limit;
    private final ByteCursor info;
    private final ByteCursor ranges;
    private final ByteCursor rangeLists;
    private final ByteCursor addresses;
    private final ByteCursor textOffsets;
    private final Entry entry = new Entry();

    private long textOffsetsBase;
    private long addressBase;
    private long rangeListsBase;
    private long oldRangesBase;
    private long lowPc;
    private long lines = -1;
    private String folder = "";
    private String name = "";

    /// Reads the first entry too.
    UnitReader(DwarfSections sections, DwarfUnit unit, WorkLimit limit)
            throws MalformedDebuginfoException {
        this.sections = sections;
        this.unit = unit;
        this.limit = limit;
        this.info = sections.info().fork();
        this.ranges = sections.ranges().fork();
        this.rangeLists = sections.rangeLists().fork();
        this.addresses = sections.addresses().fork();
        this.textOffsets = sections.textOffsets().fork();
        this.abbrevs = Abbrevs.read(sections.abbrev(), unit, limit);
        readRoot();
    }

    private void readRoot() throws MalformedDebuginfoException {
        int header = unit.isLong() ? 16 : 8;
        textOffsetsBase = unit.version() >= 5 ? header : 0;
        addressBase = unit.version() >= 5 ? header : 0;
        rangeListsBase = unit.isLong() ? 20 : 12;
        if (!readAt(unit.entries())) {
            return;
        }
        if (entry.has(Entry.STR_OFFSETS_BASE)) {
            textOffsetsBase = entry.value(Entry.STR_OFFSETS_BASE);
        }
        if (entry.has(Entry.ADDR_BASE)) {
            addressBase = entry.value(Entry.ADDR_BASE);
        }
        if (entry.has(Entry.RNGLISTS_BASE)) {
            rangeListsBase = entry.value(Entry.RNGLISTS_BASE);
        }
        oldRangesBase = entry.value(Entry.GNU_RANGES_BASE);
        if (entry.has(Entry.LOW_PC)) {
            lowPc = address(Entry.LOW_PC);
        }
        if (entry.has(Entry.STMT_LIST)) {
            lines = entry.value(Entry.STMT_LIST);
        }
        folder = text(Entry.COMP_DIR);
        name = text(Entry.NAME);
    }

    DwarfUnit unit() {
        return unit;
    }

    Abbrevs abbrevs() {
        return abbrevs;
    }

    /// A cursor over `.debug_info`, of this unit alone.
    ByteCursor info() {
        return info;
    }

    Entry entry() {
        return entry;
    }

    /// Where the unit's program of lines stands, or -1.
    long lines() {
        return lines;
    }

    /// The folder that the compiler ran in, perhaps empty.
    String folder() {
        return folder;
    }

    /// The path of the source as the compiler was told it.
    String name() {
        return name;
    }

    /// Reads the entry at an offset into [#entry].
    ///
    /// @return false if there is none
    boolean readAt(long offset) throws MalformedDebuginfoException {
        if (offset < unit.entries() || offset >= unit.end()) {
            return false;
        }
        info.seek(offset);
        int row = abbrevs.find(info.uleb());
        if (row == Abbrevs.UNKNOWN) {
            return false;
        }
        limit.spend(1);
        entry.read(info, abbrevs, row, unit, limit);
        return true;
    }

    /// A text of the entry that was read, empty if there is none or it lies in another file.
    String text(int slot) throws MalformedDebuginfoException {
        if (!entry.has(slot)) {
            return "";
        }
        long value = entry.value(slot);
        int form = entry.form(slot);
        String text =
                switch (form) {
                    case Form.STRING -> sections.info().textAt(value);
                    case Form.STRP -> sections.texts().textAt(value);
                    case Form.LINE_STRP -> sections.lineTexts().textAt(value);
                    default -> isTextIndex(form) ? sections.texts().textAt(textOffset(value)) : "";
                };
        limit.spend(text.length() / BYTES_PER_STEP);
        return text;
    }

    private static boolean isTextIndex(int form) {
        return form == Form.STRX
                || form == Form.GNU_STR_INDEX
                || (form >= Form.STRX1 && form <= Form.STRX4);
    }

    private long textOffset(long index) throws MalformedDebuginfoException {
        seekIndex(textOffsets, textOffsetsBase, index, unit.offsetSize());
        return textOffsets.word(unit.isLong());
    }

    private static void seekIndex(ByteCursor cursor, long base, long index, int size)
            throws MalformedDebuginfoException {
        if (base < 0 || index < 0 || index > cursor.length() / size) {
            throw new MalformedDebuginfoException(
                    "index %d lies outside of %d bytes".formatted(index, cursor.length()));
        }
        cursor.seek(base + index * size);
    }

    private static boolean isAddressIndex(int form) {
        return form == Form.ADDRX
                || form == Form.GNU_ADDR_INDEX
                || (form >= Form.ADDRX1 && form <= Form.ADDRX4);
    }

    private long address(int slot) throws MalformedDebuginfoException {
        if (isAddressIndex(entry.form(slot))) {
            return addressAt(entry.value(slot));
        }
        return entry.value(slot);
    }

    private long addressAt(long index) throws MalformedDebuginfoException {
        seekIndex(addresses, addressBase, index, unit.addressSize());
        return addresses.number(unit.addressSize());
    }

    /// Adds the ranges of the entry that was read.
    ///
    /// @return whether there were any
    boolean ranges(RangeColumns into) throws MalformedDebuginfoException {
        if (entry.has(Entry.RANGES)) {
            int before = into.count();
            if (unit.version() >= 5) {
                rangeList(into);
            } else {
                oldRanges(into);
            }
            return into.count() > before;
        }
        if (!entry.has(Entry.LOW_PC) || !entry.has(Entry.HIGH_PC)) {
            return false;
        }
        long low = address(Entry.LOW_PC);
        int form = entry.form(Entry.HIGH_PC);
        boolean isAddress = form == Form.ADDR || isAddressIndex(form);
        long high = isAddress ? address(Entry.HIGH_PC) : low + entry.value(Entry.HIGH_PC);
        return into.add(low, high);
    }

    private void oldRanges(RangeColumns into) throws MalformedDebuginfoException {
        int size = unit.addressSize();
        long none = size == 4 ? 0xffff_ffffL : -1L;
        ranges.seek(entry.value(Entry.RANGES) + oldRangesBase);
        long base = lowPc;
        while (true) {
            limit.spend(1);
            long from = ranges.number(size);
            long to = ranges.number(size);
            if (from == 0 && to == 0) {
                return;
            }
            if (from == none) {
                base = to;
            } else {
                into.add(base + from, base + to);
            }
        }
    }

    private void rangeList(RangeColumns into) throws MalformedDebuginfoException {
        long at = entry.value(Entry.RANGES);
        if (entry.form(Entry.RANGES) == Form.RNGLISTX) {
            seekIndex(rangeLists, rangeListsBase, at, unit.offsetSize());
            at = rangeListsBase + rangeLists.word(unit.isLong());
        }
        rangeLists.seek(at);
        int size = unit.addressSize();
        long base = lowPc;
        while (true) {
            limit.spend(1);
            int kind = rangeLists.u8();
            long from = NO_ADDRESS;
            long to = NO_ADDRESS;
            switch (kind) {
                case 0 -> {
                    return;
                }
                case 1 -> base = addressAt(rangeLists.uleb());
                case 2 -> {
                    from = addressAt(rangeLists.uleb());
                    to = addressAt(rangeLists.uleb());
                }
                case 3 -> {
                    from = addressAt(rangeLists.uleb());
                    to = from + rangeLists.uleb();
                }
                case 4 -> {
                    from = base + rangeLists.uleb();
                    to = base + rangeLists.uleb();
                }
                case 5 -> base = rangeLists.number(size);
                case 6 -> {
                    from = rangeLists.number(size);
                    to = rangeLists.number(size);
                }
                case 7 -> {
                    from = rangeLists.number(size);
                    to = from + rangeLists.uleb();
                }
                default ->
                        throw new MalformedDebuginfoException(
                                "an entry of a range list has kind %d".formatted(kind));
            }
            if (from != to) {
                into.add(from, to);
            }
        }
    }
}
