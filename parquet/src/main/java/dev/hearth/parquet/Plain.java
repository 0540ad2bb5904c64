// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The encoding `PLAIN` of numbers: little-endian, one after another.
final class Plain {

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Plain() {}

    static void numbers(byte[] bytes, int offset, int width, long[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] =
                    width == 4
                            ? (int) INT.get(bytes, offset + 4 * i)
                            : (long) LONG.get(bytes, offset + 8 * i);
        }
    }

    static int number(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    static long bigEndian(byte[] bytes, int offset) {
        return Long.reverseBytes((long) LONG.get(bytes, offset));
    }
}
