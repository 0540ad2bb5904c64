// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A growing array of bytes; numbers are little-endian.
final class ByteBuilder {

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int size;

    /// Bytes that went out before those that are here.
    private long drained;

    ByteBuilder(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    /// Bytes added in all, those that were drained included.
    long position() {
        return drained + size;
    }

    /// Hands all bytes over and forgets them; counting goes on.
    void drainTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
        drained += size;
        size = 0;
    }

    /// The array, valid up to [#size] until the next call that adds.
    byte[] array() {
        return bytes;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    void clear() {
        size = 0;
    }

    /// Makes room for `more` bytes behind [#size].
    void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            long doubled = Math.min(bytes.length * 2L, Integer.MAX_VALUE - 16L);
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
        }
    }

    /// Counts bytes that were written behind [#size] by someone else.
    void advance(int count) {
        size += count;
    }

    void putByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void putInt(int value) {
        reserve(4);
        INT.set(bytes, size, value);
        size += 4;
    }

    void putLong(long value) {
        reserve(8);
        LONG.set(bytes, size, value);
        size += 8;
    }

    void put(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    void putVarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void putZigzag(long value) {
        putVarint((value << 1) ^ (value >> 63));
    }
}
