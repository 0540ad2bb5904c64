// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Reads what a [ColumnWriter] wrote, from bytes that may be anything.
final class ColumnReader {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;

    ColumnReader(byte[] bytes, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.start = offset;
        this.end = offset + length;
        this.at = offset;
    }

    int remaining() {
        return end - at;
    }

    MalformedBatchException malformed(String what) {
        return new MalformedBatchException("batch %s at byte %d".formatted(what, at - start));
    }

    /// Reads an unsigned number.
    long number() throws MalformedBatchException {
        if (at < end && bytes[at] >= 0) {
            return bytes[at++];
        }
        return longNumber();
    }

    private long longNumber() throws MalformedBatchException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == end) {
                throw malformed("ends inside a number");
            }
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("has a number of more than 10 bytes");
    }

    /// Reads a signed number.
    long signed() throws MalformedBatchException {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    /// Reads how many things follow, of which each takes at least `minBytes`: so nobody makes an
    /// array for more of them than can be there.
    int count(int minBytes) throws MalformedBatchException {
        long count = number();
        if (count < 0 || count > remaining() / minBytes) {
            throw malformed(
                    "has %s things in %d bytes (expected at most %d)"
                            .formatted(
                                    Long.toUnsignedString(count),
                                    remaining(),
                                    remaining() / minBytes));
        }
        return (int) count;
    }

    /// Checks that a column of `count` numbers can be there, before an array is made for it.
    void expect(int count) throws MalformedBatchException {
        if (count > remaining()) {
            throw malformed("has %d bytes (expected at least %d)".formatted(remaining(), count));
        }
    }

    /// Checks that an id is in `[0, limit)`.
    int id(long value, int limit) throws MalformedBatchException {
        if (value < 0 || value >= limit) {
            throw malformed("has id %d (expected 0 to %d)".formatted(value, limit - 1));
        }
        return (int) value;
    }

    /// Reads eight bytes.
    long fixed() throws MalformedBatchException {
        if (remaining() < Long.BYTES) {
            throw malformed("ends inside 8 fixed bytes");
        }
        long value = (long) LONG.get(bytes, at);
        at += Long.BYTES;
        return value;
    }

    /// Reads as many bytes as there are between now and `length`.
    byte[] raw(int length) throws MalformedBatchException {
        if (length > remaining()) {
            throw malformed("has %d bytes (expected %d)".formatted(remaining(), length));
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }
}
