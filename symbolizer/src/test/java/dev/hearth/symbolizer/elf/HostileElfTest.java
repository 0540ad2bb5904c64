// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Small files that ask for much: sections that share their bytes, and lengths that are not true.
final class HostileElfTest {

    private static final ThreadMXBean ALLOCATION =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int HEADER = 64;
    private static final int SECTION = 64;
    private static final int SEGMENT = 56;
    private static final int FUNCTION = 2;
    private static final long CODE = 0x1000;

    private final byte[] content;
    private final ByteBuffer file;
    private int sections;

    /// A file whose content all sections share.
    HostileElfTest() {
        content = new byte[6 << 20];
        file = ByteBuffer.allocate(16 << 20).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void section(long type, long flags, long size, int link) {
        file.position(HEADER + SEGMENT + content.length + SECTION * sections++);
        file.putInt(0).putInt((int) type).putLong(flags).putLong(CODE);
        file.putLong(HEADER + SEGMENT).putLong(size).putInt(link);
    }

    private ElfFile parse() throws MalformedDebuginfoException {
        file.put(HEADER + SEGMENT, content);
        file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
        file.putLong(32, HEADER).putLong(40, HEADER + SEGMENT + content.length);
        file.putShort(54, (short) SEGMENT).putShort(56, (short) 1);
        file.putShort(58, (short) SECTION).putShort(60, (short) sections).putShort(62, (short) 1);
        file.putInt(HEADER, 1).putInt(HEADER + 4, 1).putLong(HEADER + 16, CODE);
        file.putLong(HEADER + 32, CODE).putLong(HEADER + 40, CODE);
        return ElfFile.parse(file.rewind(), HostileElfTest::noRoom, 2L << 30);
    }

    private static ByteBuffer noRoom(int size) throws IOException {
        throw new IOException("there is no room for %d bytes".formatted(size));
    }

    @Test
    void cutsLongNamesOfSections() throws Exception {
        Arrays.fill(content, (byte) 'x');
        for (int i = 0; i < 20_000; i++) {
            section(1, 0, content.length, 0);
        }

        long before = ALLOCATION.getCurrentThreadAllocatedBytes();
        ElfFile elf = parse();
        long allocated = ALLOCATION.getCurrentThreadAllocatedBytes() - before;

        assertThat(elf.sections()).hasSize(20_000);
        assertThat(allocated).isLessThan(32 << 20);
    }

    @Test
    void refusesMoreNotesThanAFileHas() throws Exception {
        for (int i = 0; i < 1000; i++) {
            section(ElfSection.NOTE, 0, content.length, 0);
        }
        ElfFile elf = parse();

        assertThatThrownBy(elf::gnuBuildId)
                .isInstanceOf(MalformedDebuginfoException.class)
                .hasMessage("the file has more than 65536 notes");
    }

    @Test
    void refusesToUnpackMoreThanABufferHolds() throws Exception {
        ByteBuffer.wrap(content)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .putInt(0)
                .putLong(1L << 31);
        section(1, ElfSection.COMPRESSED, content.length, 0);
        ElfFile elf = parse();

        assertThatThrownBy(() -> elf.content(elf.sections().getFirst()))
                .isInstanceOf(MalformedDebuginfoException.class)
                .hasMessage("sections have more than 2147483647 bytes when unpacked");
    }

    /// Each has to find where the next begins.
    @Test
    @Timeout(20)
    void takesManyFunctionsWithoutSizeThatBeginTogether() throws Exception {
        int count = content.length / 24;
        ByteBuffer symbols = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            symbols.putInt(1).put((byte) FUNCTION).put((byte) 0).putShort((short) 1);
            symbols.putLong(CODE).putLong(0);
        }
        section(1, 0, content.length, 0);
        section(1, 0, content.length, 0);
        section(ElfSection.SYMTAB, 0, content.length, 1);
        int[] found = new int[1];

        SymbolSections.read(parse(), new WorkLimit(count, () -> false), (_, _, _) -> found[0]++);

        assertThat(found[0]).isEqualTo(count);
    }
}
