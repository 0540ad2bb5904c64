// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.ProtoReader;

/// Reads the numbers and texts of one chunk, never past the end that it was given.
///
/// Numbers are big-endian, or in compressed form: seven bits a byte, the low ones first, a ninth
/// byte with all its eight bits.
final class JfrInput {

    /// How a text is written: the byte before it.
    static final int NULL = 0;

    static final int EMPTY = 1;
    static final int CONSTANT = 2;
    static final int UTF_8 = 3;
    static final int CHARS = 4;
    static final int LATIN_1 = 5;

    private byte[] bytes = new byte[0];
    private int position;
    private int end;
    private boolean isCompressed;

    /// Starts on a chunk.
    ///
    /// @param compressed whether numbers are in compressed form
    void reset(byte[] newBytes, boolean compressed) {
        bytes = newBytes;
        isCompressed = compressed;
    }

    /// Goes to a position, from which may be read up to `newEnd`.
    void window(int from, int newEnd) {
        position = from;
        end = newEnd;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isCompressed() {
        return isCompressed;
    }

    int position() {
        return position;
    }

    void seek(int newPosition) {
        position = newPosition;
    }

    int end() {
        return end;
    }

    /// Reads what the format calls a long.
    long number() throws MalformedProfileException {
        return isCompressed ? varint() : fixed(8);
    }

    /// Reads what the format calls an int.
    int intNumber() throws MalformedProfileException {
        return isCompressed ? (int) varint() : (int) fixed(4);
    }

    /// Reads how many things follow, of which each has at least one byte.
    int count() throws MalformedProfileException {
        int count = intNumber();
        if (count < 0 || count > end - position) {
            throw ProtoReader.malformed(
                    "recording announces %d things at byte %d (expected 0 to %d)"
                            .formatted(count, position, end - position));
        }
        return count;
    }

    long varint() throws MalformedProfileException {
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
        return longVarint(at);
    }

    private long longVarint(int from) throws MalformedProfileException {
        long value = 0;
        int at = from;
        for (int shift = 0; shift < 56; shift += 7) {
            if (at >= end) {
                throw early();
            }
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                position = at;
                return value;
            }
        }
        if (at >= end) {
            throw early();
        }
        position = at + 1;
        return value | (bytes[at] & 0xffL) << 56;
    }

    /// Reads a big-endian number, the sign included.
    ///
    /// @param size bytes of it, 1 to 8
    long fixed(int size) throws MalformedProfileException {
        int at = position;
        advance(size);
        long value = bytes[at];
        for (int i = at + 1; i < at + size; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    void advance(long count) throws MalformedProfileException {
        if (count < 0 || count > end - position) {
            throw early();
        }
        position += (int) count;
    }

    void skipVarints(int count) throws MalformedProfileException {
        int at = position;
        for (int i = 0; i < count; i++) {
            int last = Math.min(at + 8, end);
            while (at < last && bytes[at] < 0) {
                at++;
            }
            if (at >= end) {
                throw early();
            }
            at++;
        }
        position = at;
    }

    void skipText() throws MalformedProfileException {
        int encoding = (int) fixed(1);
        switch (encoding) {
            case NULL, EMPTY -> {}
            case CONSTANT -> number();
            case UTF_8, LATIN_1 -> advance(intNumber());
            case CHARS -> {
                int count = count();
                if (isCompressed) {
                    skipVarints(count);
                } else {
                    advance(2L * count);
                }
            }
            default ->
                    throw ProtoReader.malformed(
                            "a text at byte %d has encoding %d (expected 0 to 5)"
                                    .formatted(position, encoding));
        }
    }

    private MalformedProfileException early() {
        return ProtoReader.malformed(
                "recording ends within a value at byte %d (expected it to end at most at byte %d)"
                        .formatted(position, end));
    }
}
