// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.InputStream;

/// Bytes that are computed: a large object that takes no memory.
final class PatternStream extends InputStream {

    private final long length;
    private final byte seed;
    private long at;

    PatternStream(long length, byte seed) {
        this.length = length;
        this.seed = seed;
    }

    private static byte value(byte seed, long at) {
        return (byte) (at * 31 + (at >>> 12) + seed * 7L);
    }

    /// Those from a place on.
    static byte[] bytes(byte seed, long from, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = value(seed, from + i);
        }
        return bytes;
    }

    @Override
    public int read() {
        return at < length ? value(seed, at++) & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int wanted) {
        if (at >= length) {
            return -1;
        }
        int given = (int) Math.min(wanted, length - at);
        for (int i = 0; i < given; i++) {
            bytes[offset + i] = value(seed, at++);
        }
        return given;
    }
}
