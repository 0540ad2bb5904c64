// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

/// The encoding `DELTA_BINARY_PACKED`: blocks of 128 differences, four groups of 32 of their own
/// width.
final class DeltaBinaryPacked {

    private static final int BLOCK = 128;
    private static final int GROUPS = 4;
    private static final int GROUP = BLOCK / GROUPS;

    private final long[] deltas = new long[BLOCK];
    private final int widthUnit;

    /// @param widthUnit widths are multiples of so many bits
    DeltaBinaryPacked(int widthUnit) {
        this.widthUnit = widthUnit;
    }

    /// Appends `count` values.
    ///
    /// @param isInt whether they are 32-bit numbers, whose differences wrap at 32 bits
    void encode(long[] values, int count, boolean isInt, ByteBuilder out) {
        out.putVarint(BLOCK);
        out.putVarint(GROUPS);
        out.putVarint(count);
        out.putZigzag(count == 0 ? 0 : values[0]);
        for (int from = 1; from < count; from += BLOCK) {
            encodeBlock(values, from, Math.min(BLOCK, count - from), isInt, out);
        }
    }

    static int roundUp(int width, int unit) {
        return (width + unit - 1) / unit * unit;
    }

    private void encodeBlock(long[] values, int from, int count, boolean isInt, ByteBuilder out) {
        long min = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            long wide = values[from + i] - values[from + i - 1];
            long delta = isInt ? (int) wide : wide;
            deltas[i] = delta;
            min = Math.min(min, delta);
        }
        long mask = isInt ? 0xffffffffL : -1L;
        for (int i = 0; i < count; i++) {
            deltas[i] = (deltas[i] - min) & mask;
        }
        for (int i = count; i < BLOCK; i++) {
            deltas[i] = 0;
        }
        out.putZigzag(min);
        int[] widths = new int[GROUPS];
        for (int group = 0; group < GROUPS; group++) {
            long all = 0;
            for (int i = group * GROUP; i < (group + 1) * GROUP; i++) {
                all |= deltas[i];
            }
            widths[group] = roundUp(BitPacking.width(all), widthUnit);
            out.putByte(widths[group]);
        }
        for (int group = 0; group < GROUPS && group * GROUP < count; group++) {
            BitPacking.pack(deltas, group * GROUP, GROUP, widths[group], out);
        }
    }

    /// Reads `count` values; returns where they end.
    ///
    /// @param end end of the values, [BitPacking#PADDING] bytes more must be readable
    static int decode(
            byte[] bytes, int offset, int end, boolean isInt, long[] into, int at, int count)
            throws CorruptParquetException {
        VarintReader in = new VarintReader(bytes, offset, end);
        in.expect("block size", BLOCK);
        in.expect("groups of a block", GROUPS);
        in.expect("values", count);
        long value = in.zigzag();
        if (count == 0) {
            return in.position();
        }
        into[at] = value;
        for (int done = 1; done < count; done += BLOCK) {
            decodeBlock(in, into, at + done, Math.min(BLOCK, count - done));
            value = add(into, at + done, Math.min(BLOCK, count - done), value, isInt);
        }
        return in.position();
    }

    /// Unpacks a block's differences, the smallest one added.
    private static void decodeBlock(VarintReader in, long[] into, int at, int count)
            throws CorruptParquetException {
        long min = in.zigzag();
        int widths = in.take(GROUPS);
        for (int group = 0; group * GROUP < count; group++) {
            int width = in.bytes()[widths + group];
            if (width < 0 || width > 64) {
                throw new CorruptParquetException(
                        "difference has %d bits (expected 0 to 64)".formatted(width));
            }
            int packed = in.take(GROUP * width / 8);
            int start = at + group * GROUP;
            int length = Math.min(GROUP, count - group * GROUP);
            BitPacking.unpack(in.bytes(), packed, width, into, start, length);
            for (int i = start; i < start + length; i++) {
                into[i] += min;
            }
        }
    }

    private static long add(long[] into, int at, int count, long before, boolean isInt) {
        long value = before;
        for (int i = at; i < at + count; i++) {
            value += into[i];
            into[i] = isInt ? (int) value : value;
        }
        return value;
    }
}
