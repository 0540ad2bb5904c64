// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.symbolizer.elf.ElfSegment;
import dev.hearth.testing.Seeded;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class SymbolTableTest {

    private static final List<ElfSegment> CODE =
            List.of(new ElfSegment(0x1000, 0x2000, 0x500, 0x600));

    private final SymbolTableBuilder builder = new SymbolTableBuilder(1 << 20);

    private int frame(String name, int line, int parent) {
        int id = builder.string(name);
        return builder.frame(builder.function(id, id, 0, 0), line, parent);
    }

    private static String name(SymbolTable table, long address) {
        int frame = table.find(address);
        return frame == SymbolTable.NONE ? "" : table.string(table.name(table.function(frame)));
    }

    @Test
    void findsTheRangeOfAnAddress() {
        builder.range(0x2010, 0x2020, frame("b", 1, SymbolTableBuilder.NO_PARENT));
        builder.range(0x2000, 0x2010, frame("a", 1, SymbolTableBuilder.NO_PARENT));

        SymbolTable table = builder.build(CODE);

        assertThat(name(table, 0x1fff)).isEmpty();
        assertThat(name(table, 0x2000)).isEqualTo("a");
        assertThat(name(table, 0x200f)).isEqualTo("a");
        assertThat(name(table, 0x2010)).isEqualTo("b");
        assertThat(name(table, 0x2020)).isEmpty();
    }

    @Test
    void fillsGapsWithCoarseRanges() {
        builder.range(0x2010, 0x2020, frame("fine", 1, SymbolTableBuilder.NO_PARENT));
        builder.coarseRange(0x2000, 0x2030, frame("coarse", 0, SymbolTableBuilder.NO_PARENT));

        SymbolTable table = builder.build(CODE);

        assertThat(name(table, 0x2000)).isEqualTo("coarse");
        assertThat(name(table, 0x2010)).isEqualTo("fine");
        assertThat(name(table, 0x2020)).isEqualTo("coarse");
        assertThat(name(table, 0x2030)).isEmpty();
    }

    @Test
    void refusesToGrowBeyondItsLimit() {
        SymbolTableBuilder small = new SymbolTableBuilder(1000);

        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                small.string("name" + i);
                            }
                        })
                .isInstanceOf(TableTooLargeException.class)
                .hasMessage("the table of symbols has more than 1000 bytes");
    }

    @Test
    void mapsAddressesOfRunningProgramsThroughTheFile() {
        SymbolTable table = builder.build(CODE);

        // Loaded at 0x7f0000001000 from offset 0x1000.
        assertThat(table.linked(0x7f0000001234L, 0x7f0000001000L, 0x7f0000002000L, 0x1000))
                .isEqualTo(0x2234);
        // Two pages further into the file than where the mapping begins.
        assertThat(table.linked(0x7f0000001234L, 0x7f0000000000L, 0x7f0000002000L, 0))
                .isEqualTo(0x2234);
        // The linker's own address, with a mapping of a running program, of the file, or none.
        assertThat(table.linked(0x2234, 0x7f0000001000L, 0x7f0000002000L, 0x1000))
                .isEqualTo(0x2234);
        assertThat(table.linked(0x2234, 0, 0x10000, 0)).isEqualTo(0x2234);
        assertThat(table.linked(0x2234, 0, 0, 0)).isEqualTo(0x2234);
    }

    @Test
    void mapsByPagesWhereTheFileHasNoCode() {
        SymbolTable table = builder.build(List.of(new ElfSegment(0, 0x2040, 0, 0x600)));

        assertThat(table.linked(0x7f0000001234L, 0x7f0000001000L, 0x7f0000002000L, 0x1000))
                .isEqualTo(0x2234);
    }

    @Test
    void isStoredAsVersionOneSays() {
        int outer = frame("f", 3, SymbolTableBuilder.NO_PARENT);
        builder.range(0x2000, 0x2010, frame("g", 7, outer));

        assertThat(HexFormat.of().formatHex(builder.build(CODE).bytes()))
                .isEqualTo(
                        "4853594d"
                                + "01000000"
                                + "01000000"
                                + "02000000"
                                + "02000000"
                                + "02000000"
                                + "03000000"
                                + "02000000"
                                + "0000000000000000"
                                + "0010000000000000"
                                + "0020000000000000"
                                + "0005000000000000"
                                + "0006000000000000"
                                + "0020000000000000"
                                + "1020000000000000"
                                + "01000000ffffffff"
                                + "0000000001000000"
                                + "0300000007000000"
                                + "ffffffff00000000"
                                + "0100000002000000"
                                + "0100000002000000"
                                + "0000000000000000"
                                + "0000000000000000"
                                + "000000000100000002000000"
                                + "6667"
                                + "5ea5620e");
    }

    @RepeatedTest(200)
    void aWrongByteIsNoticed(RandomGenerator random) {
        builder.range(0x2000, 0x2010, frame("main", 7, SymbolTableBuilder.NO_PARENT));
        byte[] bytes = builder.build(CODE).bytes().clone();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));

        assertThatThrownBy(() -> SymbolTable.open(bytes)).isInstanceOf(CorruptTableException.class);
    }

    @RepeatedTest(100)
    void findsWhatARowByRowSearchFinds(RandomGenerator random) {
        String[] expected = new String[400];
        Arrays.fill(expected, "");
        for (int i = 0; i < 30; i++) {
            int start = random.nextInt(390);
            int end = Math.min(400, start + 1 + random.nextInt(12));
            boolean isFree = true;
            for (int at = start; at < end; at++) {
                isFree &= expected[at].isEmpty();
            }
            if (isFree) {
                builder.range(start, end, frame("f" + i, i, SymbolTableBuilder.NO_PARENT));
                Arrays.fill(expected, start, end, "f" + i);
            }
        }
        builder.coarseRange(100, 200, frame("coarse", 0, SymbolTableBuilder.NO_PARENT));

        SymbolTable table = builder.build(CODE);

        for (int at = 0; at < 400; at++) {
            boolean isCoarse = expected[at].isEmpty() && at >= 100 && at < 200;
            assertThat(name(table, at)).isEqualTo(isCoarse ? "coarse" : expected[at]);
        }
    }
}
