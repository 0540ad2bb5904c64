// SPDX-License-Identifier: Apache-2.0
/// Reads executables and debug files: what an ELF file has in it, its build id, and its functions.
///
/// 32 and 64 bit, both byte orders. Everything is read by position out of a buffer that may be a
/// mapped file; nothing is believed: whatever a file says about itself is checked against its
/// length, and the work that it causes against a [WorkLimit]. The only exception that bytes can
/// cause is [MalformedDebuginfoException].
///
/// Start at [ElfFile]. Sources: the System V ABI (ELF), and Go's `debug/gosym` for the layout of
/// `.gopclntab`.
@NullMarked
package dev.hearth.symbolizer.elf;

import org.jspecify.annotations.NullMarked;
