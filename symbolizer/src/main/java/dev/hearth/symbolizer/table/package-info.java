// SPDX-License-Identifier: Apache-2.0
/// What is kept of a debug file for queries: a table from addresses to frames.
///
/// It is made once ([SymbolTableBuilder]), stored as it is looked up in ([SymbolTable]; the layout
/// is in `docs/formats/symbols-v1.md`), and knows nothing of ELF, DWARF or tenants.
@NullMarked
package dev.hearth.symbolizer.table;

import org.jspecify.annotations.NullMarked;
