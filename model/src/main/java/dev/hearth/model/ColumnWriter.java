// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Writes numbers of variable length into one growing array.
///
/// [#ensure] once for a column, then numbers without further checks.
final class ColumnWriter {

    /// Longest a number may become.
    static final int MAX_NUMBER = 10;

    private static final int SMALLEST = 4096;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int size;

    ColumnWriter() {
        bytes = new byte[SMALLEST];
    }

    /// Begins anew. Keeps the space, unless that is for more bytes than given.
    void clear(int keep) {
        if (bytes.length > keep) {
            bytes = new byte[SMALLEST];
        }
        size = 0;
    }

    /// What was written is at the beginning of it, until more is.
    byte[] bytes() {
        return bytes;
    }

    /// Bytes written.
    int size() {
        return size;
    }

    /// Makes room for `count` numbers.
    void ensure(int count) {
        ensureBytes((long) count * MAX_NUMBER);
    }

    /// Makes room for bytes.
    void ensureBytes(long more) {
        if (size + more > bytes.length) {
            long wanted = Math.max(size + more, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
    }

    /// Writes an unsigned number, seven bits a byte, the lowest first.
    void number(long value) {
        byte[] to = bytes;
        int i = size;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to[i++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[i++] = (byte) rest;
        size = i;
    }

    /// Writes a signed number: 0, -1, 1, -2 … as 0, 1, 2, 3 …
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    /// Writes eight bytes, the lowest first.
    void fixed(long value) {
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    /// Writes an array, with room for it.
    void raw(byte[] source, int offset, int length) {
        ensureBytes(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }
}
