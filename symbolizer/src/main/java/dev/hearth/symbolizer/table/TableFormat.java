// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.table;

import dev.hearth.symbolizer.elf.ElfSegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/// Version 1 of the stored table, as `docs/formats/symbols-v1.md` lays it out.
final class TableFormat {

    /// `HSYM`, then the version.
    static final int MAGIC = 0x4d595348;

    static final int VERSION = 1;
    static final int HEADER = 40;
    static final int SEGMENT = 32;

    /// Value of a range that nothing is known of.
    static final int GAP = -1;

    private TableFormat() {}

    static SymbolTable encode(
            List<ElfSegment> code,
            AddressRanges ranges,
            RowIds frames,
            RowIds functions,
            List<byte[]> strings) {
        int rows = rows(ranges);
        long textBytes = strings.stream().mapToLong(text -> text.length).sum();
        long size =
                HEADER
                        + (long) SEGMENT * code.size()
                        + 12L * rows
                        + 12L * frames.count()
                        + 16L * functions.count()
                        + 4L * strings.size()
                        + textBytes
                        + 4;
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putInt(code.size()).putInt(rows);
        out.putInt(frames.count()).putInt(functions.count()).putInt(strings.size());
        out.putInt(Math.toIntExact(textBytes)).putLong(0);
        for (ElfSegment segment : code) {
            out.putLong(segment.offset()).putLong(segment.address());
            out.putLong(segment.fileSize()).putLong(segment.memorySize());
        }
        putRanges(out, ranges);
        putColumns(out, frames, 3);
        putColumns(out, functions, 4);
        int end = 0;
        for (byte[] text : strings) {
            end += text.length;
            out.putInt(end);
        }
        strings.forEach(out::put);
        out.putInt(checksum(out.array(), out.position()));
        return new SymbolTable(out.array());
    }

    /// Ranges and the gaps between them.
    private static int rows(AddressRanges ranges) {
        int rows = 0;
        for (int i = 0; i < ranges.count; i++) {
            boolean touchesNext = i + 1 < ranges.count && ranges.ends[i] == ranges.starts[i + 1];
            rows += touchesNext ? 1 : 2;
        }
        return rows;
    }

    private static void putRanges(ByteBuffer out, AddressRanges ranges) {
        for (int i = 0; i < ranges.count; i++) {
            out.putLong(ranges.starts[i]);
            if (i + 1 == ranges.count || ranges.ends[i] != ranges.starts[i + 1]) {
                out.putLong(ranges.ends[i]);
            }
        }
        for (int i = 0; i < ranges.count; i++) {
            out.putInt(ranges.values[i]);
            if (i + 1 == ranges.count || ranges.ends[i] != ranges.starts[i + 1]) {
                out.putInt(GAP);
            }
        }
    }

    private static void putColumns(ByteBuffer out, RowIds rows, int columns) {
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows.count(); row++) {
                out.putInt(rows.value(row, column));
            }
        }
    }

    static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
