// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.ByteCursor;
import dev.hearth.symbolizer.elf.ElfFile;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import java.io.IOException;

/// The sections of one file that are read; those that it lacks are empty.
record DwarfSections(
        ByteCursor info,
        ByteCursor abbrev,
        ByteCursor line,
        ByteCursor texts,
        ByteCursor lineTexts,
        ByteCursor textOffsets,
        ByteCursor addresses,
        ByteCursor ranges,
        ByteCursor rangeLists) {

    static DwarfSections of(ElfFile elf) throws MalformedDebuginfoException, IOException {
        return new DwarfSections(
                section(elf, ".debug_info"),
                section(elf, ".debug_abbrev"),
                section(elf, ".debug_line"),
                section(elf, ".debug_str"),
                section(elf, ".debug_line_str"),
                section(elf, ".debug_str_offsets"),
                section(elf, ".debug_addr"),
                section(elf, ".debug_ranges"),
                section(elf, ".debug_rnglists"));
    }

    private static ByteCursor section(ElfFile elf, String name)
            throws MalformedDebuginfoException, IOException {
        return new ByteCursor(elf.section(name));
    }
}
