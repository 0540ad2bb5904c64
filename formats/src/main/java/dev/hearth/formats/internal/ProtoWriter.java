// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import java.util.Arrays;

/// Writes protobuf's wire format into a growing array.
public final class ProtoWriter {

    private byte[] bytes = new byte[4096];
    private int size;

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int count) {
        int needed = Math.addExact(size, count);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, IntColumn.grown(bytes.length)));
        }
    }

    public void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /// Writes a field of a number; nothing if it is 0.
    public void number(int tag, long value) {
        if (value != 0) {
            varint(tag);
            varint(value);
        }
    }

    public void flag(int tag, boolean value) {
        number(tag, value ? 1 : 0);
    }

    /// Writes what another writer has written.
    public void append(ProtoWriter other) {
        reserve(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
    }

    public void bytes(int tag, byte[] source, int offset, int length) {
        varint(tag);
        varint(length);
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /// Starts a field of bytes of which the length is not known yet.
    ///
    /// @return what [#close] wants to have
    public int open(int tag) {
        varint(tag);
        reserve(1);
        size++;
        return size;
    }

    /// Ends the field that started at `start`.
    public void close(int start) {
        int length = size - start;
        int extra = varintLength(length) - 1;
        if (extra > 0) {
            reserve(extra);
            System.arraycopy(bytes, start, bytes, start + extra, length);
        }
        size = start - 1;
        varint(length);
        size += length;
    }

    private static int varintLength(int value) {
        return (31 - Integer.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }
}
