// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.symbolizer.elf.ElfFile;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.table.SymbolTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Programs that `src/test/fixtures/make.sh` made, and tables of programs.
final class Fixtures {

    /// Enough for the programs here.
    static final TableMaker.Bounds BOUNDS = new TableMaker.Bounds(64L << 20, 64L << 20, 20_000_000);

    private Fixtures() {}

    static byte[] bytes(String file) {
        try (InputStream in = Fixtures.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ElfFile elf(byte[] file) throws MalformedDebuginfoException {
        return new TableMaker(BOUNDS).open(ByteBuffer.wrap(file), ByteBuffer::allocateDirect);
    }

    static SymbolTable table(byte[] file) throws MalformedDebuginfoException, IOException {
        return new TableMaker(BOUNDS).make(elf(file), () -> false);
    }

    /// The frames of an address as addr2line shows them: name, then `file:line`, inlined first.
    static List<String> frames(SymbolTable table, long address) {
        List<String> lines = new ArrayList<>();
        for (int at = table.find(address); at != SymbolTable.NONE; at = table.parent(at)) {
            int function = table.function(at);
            lines.add(table.string(table.systemName(function)));
            lines.add(table.string(table.file(function)) + ":" + table.line(at));
        }
        return lines;
    }

    /// What addr2line said, by address.
    static Map<Long, List<String>> addr2line(String text) {
        Map<Long, List<String>> byAddress = new LinkedHashMap<>();
        List<String> current = List.of();
        for (String line : text.lines().toList()) {
            if (line.startsWith("0x")) {
                current = new ArrayList<>();
                byAddress.put(Long.parseUnsignedLong(line.substring(2), 16), current);
            } else {
                current.add(line.replaceAll(" \\(discriminator .*", "").replaceAll(":\\?$", ":0"));
            }
        }
        return byAddress;
    }
}
