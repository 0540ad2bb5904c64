// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.symbolizer.dwarf.DwarfReader;
import dev.hearth.symbolizer.elf.ElfFile;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.elf.Scratch;
import dev.hearth.symbolizer.elf.SymbolSections;
import dev.hearth.symbolizer.elf.WorkLimit;
import dev.hearth.symbolizer.names.Demangler;
import dev.hearth.symbolizer.table.SymbolTable;
import dev.hearth.symbolizer.table.SymbolTableBuilder;
import dev.hearth.symbolizer.table.TableTooLargeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the table of symbols of an executable: of DWARF what it tells, of the symbol tables what
/// is left.
final class TableMaker {

    private static final Logger LOG = LoggerFactory.getLogger(TableMaker.class);

    /// What one file may cost.
    ///
    /// @param unpackedBytes most bytes of sections that are unpacked, on disk
    /// @param tableBytes most bytes of a table while it is made, on the heap
    /// @param steps most entries, rows and symbols
    record Bounds(long unpackedBytes, long tableBytes, long steps) {

        /// Enough for large programs, and no more of the heap than can be spared.
        static Bounds usual() {
            long heap = Runtime.getRuntime().maxMemory();
            return new Bounds(2L << 30, Math.min(heap / 8, 256L << 20), 2_000_000_000L);
        }
    }

    private final Bounds bounds;

    TableMaker(Bounds bounds) {
        this.bounds = bounds;
    }

    /// Reads the headers of a file.
    ElfFile open(ByteBuffer file, Scratch scratch) throws MalformedDebuginfoException {
        return ElfFile.parse(file, scratch, bounds.unpackedBytes());
    }

    /// Makes the table of a file. If its DWARF asks for too much, what the symbol tables say.
    ///
    /// @param isCancelled asked now and then whether to stop
    /// @throws MalformedDebuginfoException if nothing can be made of it
    /// @throws IOException if there is no room to unpack a section
    SymbolTable make(ElfFile elf, BooleanSupplier isCancelled)
            throws MalformedDebuginfoException, IOException {
        if (elf.code().isEmpty()) {
            throw new MalformedDebuginfoException(
                    "the ELF file is no program or library: it has nothing to be executed");
        }
        try {
            return make(elf, true, isCancelled);
        } catch (TableTooLargeException | MalformedDebuginfoException e) {
            if (isCancelled.getAsBoolean()) {
                throw new MalformedDebuginfoException("reading the file took too long");
            }
            LOG.warn("DWARF of {} is not used: {}", elf.gnuBuildId(), e.getMessage());
        }
        try {
            return make(elf, false, isCancelled);
        } catch (TableTooLargeException e) {
            throw new MalformedDebuginfoException(String.valueOf(e.getMessage()));
        }
    }

    private SymbolTable make(ElfFile elf, boolean withDwarf, BooleanSupplier isCancelled)
            throws MalformedDebuginfoException, IOException {
        WorkLimit limit = new WorkLimit(bounds.steps(), isCancelled);
        SymbolTableBuilder table = new SymbolTableBuilder(bounds.tableBytes());
        if (withDwarf) {
            int wrong = DwarfReader.read(elf, limit, table);
            if (wrong > 0) {
                LOG.warn("{} units of {} are wrong and left out", wrong, elf.gnuBuildId());
            }
        }
        SymbolSections.read(
                elf,
                limit,
                (name, start, end) -> {
                    int system = table.string(name);
                    int shown = table.string(Demangler.demangle(name));
                    int function = table.function(shown, system, 0, 0);
                    int frame = table.frame(function, 0, SymbolTableBuilder.NO_PARENT);
                    table.coarseRange(start, end, frame);
                });
        return table.build(elf.code());
    }
}
