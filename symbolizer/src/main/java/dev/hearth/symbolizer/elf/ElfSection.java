// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

/// A section header.
///
/// @param name name, such as `.debug_info`
/// @param type `sh_type`
/// @param flags `sh_flags`
/// @param address where the linker placed it, 0 if it is not loaded
/// @param offset where it begins in the file
/// @param size bytes of it
/// @param link `sh_link`
record ElfSection(
        String name, long type, long flags, long address, long offset, long size, int link) {

    static final int SYMTAB = 2;
    static final int NOTE = 7;
    static final int NOBITS = 8;
    static final int DYNSYM = 11;
    static final long COMPRESSED = 0x800;

    /// Whether the file has its bytes.
    boolean hasBytes() {
        return type != NOBITS && size > 0;
    }
}
