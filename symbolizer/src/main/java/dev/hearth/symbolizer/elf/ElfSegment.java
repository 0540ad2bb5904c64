// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

/// A part of a file that is loaded to be executed: a program header `PT_LOAD` with `PF_X`.
///
/// @param offset where it begins in the file
/// @param address where the linker placed it
/// @param fileSize bytes of it in the file; 0 in files that hold debug information alone
/// @param memorySize bytes of it when loaded
public record ElfSegment(long offset, long address, long fileSize, long memorySize) {

    /// Whether a linker's address lies in it.
    public boolean containsAddress(long at) {
        return Long.compareUnsigned(at - address, memorySize) < 0;
    }
}
