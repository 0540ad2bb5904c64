// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import dev.hearth.formats.MalformedProfileException.Reason;

/// Reads protobuf's wire format from an array, never past the end that it was given.
final class ProtoReader {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int START_GROUP = 3;
    static final int END_GROUP = 4;
    static final int FIXED32 = 5;

    private static final int MAX_GROUPS = 100;

    private byte[] bytes = new byte[0];
    private int position;
    private int limit;

    void reset(byte[] newBytes, int from, int to) {
        bytes = newBytes;
        position = from;
        limit = to;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    void seek(int newPosition) {
        position = newPosition;
    }

    /// Reads up to the end of a field of bytes; afterwards the position stands at its content.
    ///
    /// @param end where the message around it ends
    /// @return where the content ends, at most `end`
    int open(int end) throws MalformedProfileException {
        int length = (int) varint(end);
        if (length < 0 || length > end - position) {
            throw malformed(
                    "a field at byte %d has %d bytes (expected at most %d)"
                            .formatted(position, length, end - position));
        }
        return position + length;
    }

    int tag(int end) throws MalformedProfileException {
        long tag = varint(end);
        int number = (int) tag >>> 3;
        if (number == 0) {
            throw malformed("a field at byte %d has number 0".formatted(position));
        }
        return (int) tag;
    }

    long varint(int end) throws MalformedProfileException {
        int at = position;
        if (at < end) {
            byte first = bytes[at];
            if (first >= 0) {
                position = at + 1;
                return first;
            }
        }
        return longVarint(at, end);
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
    void skip(int tag, int end) throws MalformedProfileException {
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
    static MalformedProfileException malformed(String message) {
        return new MalformedProfileException(Reason.MALFORMED_PROFILE, message);
    }

    @Override
    public String toString() {
        return "byte %d of %d".formatted(position, limit);
    }
}
