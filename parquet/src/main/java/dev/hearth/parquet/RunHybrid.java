// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.util.Arrays;

/// The encoding of dictionary ids: runs of one id, and groups of eight packed ids.
final class RunHybrid {

    private static final int GROUP = 8;

    /// Groups in one packed run, so that its header has one byte.
    private static final int MAX_GROUPS = 63;

    private RunHybrid() {}

    /// Appends `count` ids, after a byte that tells their width.
    static void encode(long[] ids, int count, int width, ByteBuilder out) {
        out.putByte(width);
        int packedFrom = 0;
        int i = 0;
        while (i < count) {
            int run = runLength(ids, i, count);
            if (run >= GROUP) {
                pack(ids, packedFrom, i, width, out);
                out.putVarint((long) run << 1);
                for (int shift = 0; shift < width; shift += 8) {
                    out.putByte((int) (ids[i] >>> shift));
                }
                i += run;
                packedFrom = i;
            } else {
                i = Math.min(count, i + GROUP);
                if (i - packedFrom == GROUP * MAX_GROUPS) {
                    pack(ids, packedFrom, i, width, out);
                    packedFrom = i;
                }
            }
        }
        pack(ids, packedFrom, count, width, out);
    }

    private static int runLength(long[] ids, int from, int end) {
        int i = from + 1;
        while (i < end && ids[i] == ids[from]) {
            i++;
        }
        return i - from;
    }

    private static void pack(long[] ids, int from, int to, int width, ByteBuilder out) {
        if (from == to) {
            return;
        }
        int groups = (to - from + GROUP - 1) / GROUP;
        out.putVarint((long) groups << 1 | 1);
        int start = out.size();
        BitPacking.pack(ids, from, to - from, width, out);
        int missing = groups * width - (out.size() - start);
        for (int i = 0; i < missing; i++) {
            out.putByte(0);
        }
    }

    /// Reads `count` ids, each below `limit`.
    ///
    /// @param end end of the ids, [BitPacking#PADDING] bytes more must be readable
    static void decode(
            byte[] bytes, int offset, int end, long[] into, int at, int count, int limit)
            throws CorruptParquetException {
        VarintReader in = new VarintReader(bytes, offset, end);
        int width = bytes[in.take(1)];
        if (width < 0 || width > 31) {
            throw new CorruptParquetException(
                    "dictionary id has %d bits (expected 0 to 31)".formatted(width));
        }
        int done = 0;
        while (done < count) {
            long head = in.varint();
            long length = (head & 1) == 0 ? head >>> 1 : (head >>> 1) * GROUP;
            if (length <= 0 || length > count - done + GROUP - 1L) {
                throw new CorruptParquetException(
                        "run has %d ids (expected 1 to %d)".formatted(length, count - done));
            }
            int taken = Math.min((int) length, count - done);
            if ((head & 1) == 0) {
                long id = littleEndian(bytes, in.take((width + 7) / 8), width);
                Arrays.fill(into, at + done, at + done + taken, id);
            } else {
                int packed = in.take((int) (length / GROUP) * width);
                BitPacking.unpack(bytes, packed, width, into, at + done, taken);
            }
            done += taken;
        }
        check(into, at, count, limit);
    }

    private static long littleEndian(byte[] bytes, int offset, int width) {
        long value = 0;
        for (int i = 0; i * 8 < width; i++) {
            value |= (bytes[offset + i] & 0xffL) << (8 * i);
        }
        return value;
    }

    private static void check(long[] ids, int at, int count, int limit)
            throws CorruptParquetException {
        for (int i = at; i < at + count; i++) {
            if (ids[i] < 0 || ids[i] >= limit) {
                throw new CorruptParquetException(
                        "dictionary id is %d (expected 0 to %d)".formatted(ids[i], limit - 1));
            }
        }
    }
}
