// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/// Hashes of bytes and numbers for tables in memory. Nothing that is stored depends on them.
final class ByteHash {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long A = 0x9E3779B97F4A7C15L;
    private static final long B = 0xD6E8FEB86659FD93L;

    /// Another in every process: nobody who sends keys can make the probes of a table long.
    private static final long SECRET = new SplittableRandom().nextLong();

    private ByteHash() {}

    static int of(byte[] bytes, int offset, int length) {
        long hash = length * A;
        int i = offset;
        int end = offset + length;
        for (; i + 8 <= end; i += 8) {
            hash = step(hash, (long) LONG.get(bytes, i));
        }
        long rest = 0;
        for (; i < end; i++) {
            rest = rest << 8 | (bytes[i] & 0xff);
        }
        return finish(step(hash, rest));
    }

    static long step(long hash, long value) {
        long mixed = hash ^ value ^ SECRET;
        return Math.unsignedMultiplyHigh(mixed, A) ^ mixed * B;
    }

    static int finish(long hash) {
        long mixed = (hash ^ (hash >>> 32)) * A;
        return (int) (mixed ^ (mixed >>> 29));
    }
}
