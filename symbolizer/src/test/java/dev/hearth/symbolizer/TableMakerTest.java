// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.table.SymbolTable;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Seeded.class)
final class TableMakerTest {

    private static final List<String> FILES =
            List.of("dwarf5.elf", "dwarf4-compressed.elf", "dwarf5-debug.elf");

    @ParameterizedTest
    @ValueSource(strings = {"dwarf5", "dwarf4-compressed"})
    void saysWhatAddr2lineSays(String program) throws Exception {
        SymbolTable table = Fixtures.table(Fixtures.bytes(program + ".elf"));

        String expected =
                new String(Fixtures.bytes(program + ".addr2line"), StandardCharsets.UTF_8);
        Fixtures.addr2line(expected)
                .forEach((address, frames) ->
                        assertThat(Fixtures.frames(table, address))
                                .as("address %x", address)
                                .isEqualTo(frames));
    }

    @Test
    void readsAFileOfDebugInformationAlone() throws Exception {
        SymbolTable whole = Fixtures.table(Fixtures.bytes("dwarf5.elf"));
        SymbolTable debug = Fixtures.table(Fixtures.bytes("dwarf5-debug.elf"));

        for (long address = 0x1000; address < 0x1200; address++) {
            assertThat(Fixtures.frames(debug, address)).isEqualTo(Fixtures.frames(whole, address));
        }
    }

    @Test
    void knowsNothingOfAStrippedProgram() throws Exception {
        assertThat(Fixtures.table(Fixtures.bytes("no-symbols.elf")).rangeCount()).isZero();
    }

    @Test
    void fallsBackToSymbolsWhereDwarfAsksForTooMuch() throws Exception {
        TableMaker maker = new TableMaker(new TableMaker.Bounds(64L << 20, 64L << 20, 400));
        ByteBuffer file = ByteBuffer.wrap(Fixtures.bytes("dwarf5.elf"));

        SymbolTable table = maker.make(maker.open(file, ByteBuffer::allocateDirect), () -> false);

        assertThat(Fixtures.frames(table, 0x1060)).containsExactly("main", ":0");
    }

    @Test
    void unpacksNoMoreThanAllowed() throws Exception {
        TableMaker maker = new TableMaker(new TableMaker.Bounds(100, 64L << 20, 1 << 20));
        ByteBuffer file = ByteBuffer.wrap(Fixtures.bytes("dwarf4-compressed.elf"));

        SymbolTable table = maker.make(maker.open(file, ByteBuffer::allocateDirect), () -> false);

        assertThat(Fixtures.frames(table, 0x1060)).containsExactly("main", ":0");
    }

    @Test
    void stopsWhenCancelled() throws Exception {
        TableMaker maker = new TableMaker(new TableMaker.Bounds(64L << 20, 64L << 20, 10));
        ByteBuffer file = ByteBuffer.wrap(Fixtures.bytes("dwarf5.elf"));

        assertThatThrownBy(
                        () -> maker.make(maker.open(file, ByteBuffer::allocateDirect), () -> true))
                .isInstanceOf(MalformedDebuginfoException.class)
                .hasMessage("reading the file took too long");
    }

    @Test
    void refusesWhatIsNoElfFile() {
        assertThatThrownBy(() ->
                        Fixtures.table("hello, this is text".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedDebuginfoException.class)
                .hasMessageContaining("no ELF file");
    }

    @Test
    void findsTheBuildId() throws Exception {
        assertThat(Fixtures.elf(Fixtures.bytes("dwarf5.elf")).gnuBuildId())
                .isEqualTo(Fixtures.elf(Fixtures.bytes("dwarf5-debug.elf")).gnuBuildId())
                .hasSize(40);
    }

    @RepeatedTest(1500)
    void wrongFilesCauseNothingButTheirException(RandomGenerator random) throws IOException {
        byte[] file = Fixtures.bytes(FILES.get(random.nextInt(FILES.size())));
        for (int i = random.nextInt(1, 20); i > 0; i--) {
            int at = random.nextBoolean() ? random.nextInt(file.length) : random.nextInt(64);
            file[at] =
                    (byte)
                            (random.nextInt(4) == 0
                                    ? 0xff
                                    : random.nextBoolean()
                                            ? random.nextInt(256)
                                            : file[at] + random.nextInt(-2, 3));
        }
        byte[] cut =
                random.nextInt(4) == 0
                        ? java.util.Arrays.copyOf(file, random.nextInt(file.length))
                        : file;

        try {
            SymbolTable table = Fixtures.table(cut);
            for (int i = 0; i < 50; i++) {
                Fixtures.frames(table, random.nextInt(0x5000));
            }
        } catch (MalformedDebuginfoException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }
}
