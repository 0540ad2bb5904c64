// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

import java.io.IOException;
import java.util.Arrays;

/// Functions of the symbol tables: `.symtab`, and `.dynsym` where it says more.
public final class SymbolSections {

    private static final int STT_FUNC = 2;
    private static final int STT_GNU_IFUNC = 10;
    private static final int EM_ARM = 40;

    /// Longest that a function without a size is taken to be.
    private static final long MAX_UNSIZED = 1 << 16;

    /// Most functions of a table, of which each takes 20 bytes.
    private static final int MAX_FUNCTIONS = 1 << 22;

    /// Bytes of a text, or sections, that count as one step.
    private static final int PER_STEP = 32;

    private final ElfFile elf;
    private final WorkLimit limit;
    private long[] starts = new long[1024];
    private long[] sizes = new long[1024];
    private int[] names = new int[1024];
    private int count;

    private SymbolSections(ElfFile elf, WorkLimit limit) {
        this.elf = elf;
        this.limit = limit;
    }

    /// Hands out every function, table by table.
    ///
    /// @throws IOException if there is no room to unpack a section
    public static void read(ElfFile elf, WorkLimit limit, FunctionSink sink)
            throws MalformedDebuginfoException, IOException {
        for (int type : new int[] {ElfSection.SYMTAB, ElfSection.DYNSYM}) {
            for (ElfSection section : elf.sections()) {
                if (section.type() == type && section.hasBytes()) {
                    new SymbolSections(elf, limit).table(section, sink);
                }
            }
        }
    }

    private void table(ElfSection section, FunctionSink sink)
            throws MalformedDebuginfoException, IOException {
        if (section.link() <= 0 || section.link() >= elf.sections().size()) {
            throw new MalformedDebuginfoException(
                    "section %s has its texts in section %d (which does not exist)"
                            .formatted(section.name(), section.link()));
        }
        ElfSection textSection = elf.sections().get(section.link());
        if (!textSection.hasBytes()) {
            return;
        }
        ByteCursor texts = new ByteCursor(elf.content(textSection));
        ByteCursor cursor = new ByteCursor(elf.content(section));
        int size = elf.is64() ? 24 : 16;
        while (cursor.length() - cursor.position() >= size) {
            limit.spend(1);
            symbol(cursor);
        }
        handOut(texts, sink);
    }

    private void symbol(ByteCursor cursor) throws MalformedDebuginfoException {
        long name = cursor.u32();
        int info;
        int section;
        long value;
        long size;
        if (elf.is64()) {
            info = cursor.u8();
            cursor.skip(1);
            section = cursor.u16();
            value = cursor.u64();
            size = cursor.u64();
        } else {
            value = cursor.u32();
            size = cursor.u32();
            info = cursor.u8();
            cursor.skip(1);
            section = cursor.u16();
        }
        int type = info & 15;
        if (section == 0 || name == 0 || (type != STT_FUNC && type != STT_GNU_IFUNC)) {
            return;
        }
        long address = elf.machine() == EM_ARM ? value & ~1L : value;
        if (!elf.isCode(address)) {
            return;
        }
        if (count == MAX_FUNCTIONS) {
            throw new MalformedDebuginfoException(
                    "a table of symbols has more than %d functions".formatted(MAX_FUNCTIONS));
        }
        if (count == starts.length) {
            int length = Math.multiplyExact(count, 2);
            starts = Arrays.copyOf(starts, length);
            sizes = Arrays.copyOf(sizes, length);
            names = Arrays.copyOf(names, length);
        }
        starts[count] = address;
        sizes[count] = size;
        names[count++] = (int) name;
    }

    private void handOut(ByteCursor texts, FunctionSink sink) throws MalformedDebuginfoException {
        int[] order = AddressOrder.of(starts, count);
        // The first one that starts behind the one at hand.
        int next = 0;
        for (int i = 0; i < count; i++) {
            int symbol = order[i];
            long start = starts[symbol];
            long size = sizes[symbol];
            if (size == 0) {
                next = Math.max(next, i + 1);
                while (next < count && starts[order[next]] == start) {
                    next++;
                }
                long gap = next < count ? starts[order[next]] - start : MAX_UNSIZED;
                limit.spend(elf.sections().size() / PER_STEP);
                size = Math.min(Math.min(gap, MAX_UNSIZED), elf.toSectionEnd(start));
            }
            if (start + size > start) {
                String name = texts.textAt(names[symbol] & 0xffff_ffffL);
                limit.spend(name.length() / PER_STEP);
                sink.function(name, start, start + size);
            }
        }
    }
}
