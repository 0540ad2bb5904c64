// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads protobuf's wire format from an array, never past the end that it was given.
public final class ProtoReader {

    public static final int VARINT = 0;
    public static final int FIXED64 = 1;
    public static final int BYTES = 2;
    public static final int START_GROUP = 3;
    public static final int END_GROUP = 4;
    public static final int FIXED32 = 5;

    private static final int MAX_GROUPS = 100;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[0];
    private int position;

    /// Starts at a position of an array. How far to read, each call says.
    public void reset(byte[] newBytes, int from) {
        bytes = newBytes;
        position = from;
    }

    public int position() {
        return position;
    }

    public void seek(int newPosition) {
        position = newPosition;
    }

    /// Reads up to the end of a field of bytes; afterwards the position stands at its content.
    ///
    /// @param end where the message around it ends
    /// @return where the content ends, at most `end`
    public int open(int end) throws MalformedProfileException {
        int length = (int) varint(end);
        if (length < 0 || length > end - position) {
            throw malformed(
                    "a field at byte %d has %d bytes (expected at most %d)"
                            .formatted(position, length, end - position));
        }
        return position + length;
    }

    public int tag(int end) throws MalformedProfileException {
        long tag = varint(end);
        int number = (int) tag >>> 3;
        if (number == 0) {
            throw malformed("a field at byte %d has number 0".formatted(position));
        }
        return (int) tag;
    }

    public long varint(int end) throws MalformedProfileException {
        int at = position;
        if (at < end) {
            byte first = bytes[at];
            if (first >= 0) {
                position = at + 1;
                return first;
            }
            if (at + 1 < end && bytes[at + 1] >= 0) {
                position = at + 2;
                return (first & 0x7f) | bytes[at + 1] << 7;
            }
        }
        return longVarint(at, end);
    }

    /// Reads a number of eight bytes.
    public long fixed64(int end) throws MalformedProfileException {
        int at = position;
        advance(Long.BYTES, end);
        return (long) LONG.get(bytes, at);
    }

    /// Reads numbers of eight bytes up to `end` into a column.
    public void packedFixed64(LongColumn column, int end) throws MalformedProfileException {
        int count = (end - position) / Long.BYTES;
        int size = column.size;
        column.resize(Math.addExact(size, count));
        for (int i = 0; i < count; i++) {
            column.values[size + i] = (long) LONG.get(bytes, position + i * Long.BYTES);
        }
        advance(count * Long.BYTES, end);
        if (position != end) {
            throw malformed("the numbers of a field end within one at byte %d".formatted(position));
        }
    }

    /// Reads numbers up to `end` into a column.
    public void packed(LongColumn column, int end) throws MalformedProfileException {
        int size = column.size;
        int at = position;
        // Each number has one byte that ends it.
        int count = 0;
        for (int i = at; i < end; i++) {
            count += ~bytes[i] >>> 31;
        }
        column.resize(Math.addExact(size, count));
        long[] values = column.values;
        byte[] source = bytes;
        while (at < end) {
            int first = source[at];
            if (first >= 0) {
                values[size++] = first;
                at++;
            } else if (at + 1 < end && source[at + 1] >= 0) {
                values[size++] = (first & 0x7f) | source[at + 1] << 7;
                at += 2;
            } else {
                values[size++] = longVarint(at, end);
                at = position;
            }
        }
        position = end;
    }

    private long longVarint(int from, int end) throws MalformedProfileException {
        long value = 0;
        int at = from;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw malformed("the profile ends within a number at byte %d".formatted(from));
            }
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                position = at;
                return value;
            }
        }
        throw malformed(
                "a number at byte %d is longer than 10 bytes (expected a varint)".formatted(from));
    }

    /// Skips the content of a field whose tag was just read.
    public void skip(int tag, int end) throws MalformedProfileException {
        int type = tag & 7;
        if (type == START_GROUP) {
            skipGroup(tag >>> 3, end, 1);
        } else {
            skipScalar(type, end);
        }
    }

    private void skipScalar(int type, int end) throws MalformedProfileException {
        switch (type) {
            case VARINT -> varint(end);
            case FIXED64 -> advance(8, end);
            case BYTES -> position = open(end);
            case FIXED32 -> advance(4, end);
            default ->
                    throw malformed(
                            "a field at byte %d has wire type %d (expected 0, 1, 2, 3 or 5)"
                                    .formatted(position, type));
        }
    }

    private void skipGroup(int number, int end, int depth) throws MalformedProfileException {
        if (depth > MAX_GROUPS) {
            throw malformed(
                    "groups are nested deeper than %d at byte %d".formatted(MAX_GROUPS, position));
        }
        while (true) {
            int tag = tag(end);
            int type = tag & 7;
            if (type == START_GROUP) {
                skipGroup(tag >>> 3, end, depth + 1);
            } else if (type != END_GROUP) {
                skipScalar(type, end);
            } else if (tag >>> 3 == number) {
                return;
            } else {
                throw malformed(
                        "group %d is ended as %d at byte %d"
                                .formatted(number, tag >>> 3, position));
            }
        }
    }

    private void advance(int count, int end) throws MalformedProfileException {
        if (count > end - position) {
            throw malformed("the profile ends within a field at byte %d".formatted(position));
        }
        position += count;
    }

    /// The exception for bytes that are no profile.
    public static MalformedProfileException malformed(String message) {
        return new MalformedProfileException(Reason.MALFORMED_PROFILE, message);
    }
}
