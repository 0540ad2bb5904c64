// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers of a few bits each, one after another, lowest bit first.
final class BitPacking {

    /// Bytes that must be readable behind packed numbers.
    static final int PADDING = 8;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private BitPacking() {}

    /// Bits that the largest of the or-ed values needs.
    static int width(long orOfAll) {
        return 64 - Long.numberOfLeadingZeros(orOfAll);
    }

    /// Appends `count` values of `width` bits; the last byte is filled up with zeros.
    static void pack(long[] values, int from, int count, int width, ByteBuilder out) {
        if (width == 0) {
            return;
        }
        out.reserve((int) (((long) count * width + 7) / 8) + 16);
        byte[] bytes = out.array();
        int position = out.size();
        long buffer = 0;
        int filled = 0;
        for (int i = from; i < from + count; i++) {
            long value = values[i];
            buffer |= value << filled;
            filled += width;
            if (filled >= 64) {
                LONG.set(bytes, position, buffer);
                position += 8;
                filled -= 64;
                buffer = filled == 0 ? 0 : value >>> (width - filled);
            }
        }
        LONG.set(bytes, position, buffer);
        position += (filled + 7) / 8;
        out.advance(position - out.size());
    }

    /// Unpacks `count` values of `width` bits. [#PADDING] bytes behind them must be readable.
    static void unpack(byte[] bytes, int offset, int width, long[] into, int at, int count) {
        if (width == 0) {
            for (int i = 0; i < count; i++) {
                into[at + i] = 0;
            }
            return;
        }
        long mask = width == 64 ? -1L : (1L << width) - 1;
        long bit = 0;
        if (width <= 57) {
            for (int i = 0; i < count; i++) {
                long word = (long) LONG.get(bytes, offset + (int) (bit >>> 3));
                into[at + i] = (word >>> (bit & 7)) & mask;
                bit += width;
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            int position = offset + (int) (bit >>> 3);
            int shift = (int) (bit & 7);
            long value = (long) LONG.get(bytes, position) >>> shift;
            if (shift + width > 64) {
                value |= (bytes[position + 8] & 0xffL) << (64 - shift);
            }
            into[at + i] = value & mask;
            bit += width;
        }
    }
}
