// SPDX-License-Identifier: Apache-2.0
/// Reads of DWARF 2 to 5 what names an address: functions, calls that were inlined, lines.
///
/// Unit by unit: a wrong one is left out and the next is read. Nothing is kept of a unit but the
/// ranges that it gave to a [dev.hearth.symbolizer.table.SymbolTableBuilder]. Not read: locations
/// of variables, types, split units (`.dwo`), and what lies in a supplementary file.
///
/// Start at [DwarfReader]. Source: the DWARF standards, versions 2 to 5, and GNU's extensions for
/// addresses and strings by index.
@NullMarked
package dev.hearth.symbolizer.dwarf;

import org.jspecify.annotations.NullMarked;
