// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.nio.charset.StandardCharsets;

/// Reads structs in Thrift's compact protocol out of bytes that are not trusted.
final class ThriftReader {

    private static final int MAX_DEPTH = 16;

    private final byte[] bytes;
    private final int end;
    private int position;
    private int field;
    private int type;
    private int binaryOffset;

    ThriftReader(byte[] bytes, int offset, int end) {
        this.bytes = bytes;
        this.position = offset;
        this.end = end;
    }

    int position() {
        return position;
    }

    /// Number of the field that [#next] found.
    int field() {
        return field;
    }

    /// Goes to the next field of a struct; false at its end. `last` is the field before, 0 at first.
    boolean next(int last) throws CorruptParquetException {
        int head = readByte();
        type = head & 0xf;
        if (head == 0) {
            return false;
        }
        int delta = head >>> 4;
        field = delta == 0 ? i32() : last + delta;
        return true;
    }

    boolean bool() throws CorruptParquetException {
        if (type != ThriftWriter.TRUE && type != ThriftWriter.FALSE) {
            throw unexpected("a boolean");
        }
        return type == ThriftWriter.TRUE;
    }

    /// The number in the current field.
    long number() throws CorruptParquetException {
        if (type < ThriftWriter.I16 || type > ThriftWriter.I64) {
            throw unexpected("a number");
        }
        return zigzag();
    }

    /// The number in the current field, which must lie from 0 to `max`.
    long number(String what, long max) throws CorruptParquetException {
        long value = number();
        if (value < 0 || value > max) {
            throw new CorruptParquetException(
                    "%s is %d (expected 0 to %d)".formatted(what, value, max));
        }
        return value;
    }

    /// As [#number(String, long)], for numbers that fit an int.
    int count(String what) throws CorruptParquetException {
        return (int) number(what, Integer.MAX_VALUE);
    }

    void expectStruct() throws CorruptParquetException {
        if (type != ThriftWriter.STRUCT) {
            throw unexpected("a struct");
        }
    }

    /// Length of the list in the current field, whose elements are of a type.
    int list(int elementType) throws CorruptParquetException {
        if (type != ThriftWriter.LIST) {
            throw unexpected("a list");
        }
        int head = readByte();
        if ((head & 0xf) != elementType) {
            throw new CorruptParquetException(
                    "list has elements of type %d (expected %d)".formatted(head & 0xf, elementType));
        }
        return listSize(head);
    }

    String string() throws CorruptParquetException {
        if (type != ThriftWriter.BINARY) {
            throw unexpected("a string");
        }
        return stringElement();
    }

    String stringElement() throws CorruptParquetException {
        int length = binary();
        return new String(bytes, binaryOffset, length, StandardCharsets.UTF_8);
    }

    int i32() throws CorruptParquetException {
        long value = zigzag();
        if (value != (int) value) {
            throw new CorruptParquetException("number is %d (expected 32 bits)".formatted(value));
        }
        return (int) value;
    }

    /// Passes over the value of the current field.
    void skip() throws CorruptParquetException {
        skip(type, 0, false);
    }

    private void skip(int valueType, int depth, boolean isElement) throws CorruptParquetException {
        if (depth > MAX_DEPTH) {
            throw new CorruptParquetException(
                    "structs are nested %d deep (limit %d)".formatted(depth, MAX_DEPTH));
        }
        switch (valueType) {
            case ThriftWriter.TRUE, ThriftWriter.FALSE -> {
                if (isElement) {
                    readByte();
                }
            }
            case ThriftWriter.BYTE -> readByte();
            case ThriftWriter.I16, ThriftWriter.I32, ThriftWriter.I64 -> zigzag();
            case ThriftWriter.DOUBLE -> advance(8);
            case ThriftWriter.BINARY -> binary();
            case ThriftWriter.LIST, ThriftWriter.SET -> skipList(depth);
            case ThriftWriter.STRUCT -> skipStruct(depth);
            default ->
                    throw new CorruptParquetException(
                            "field %d has type %d (expected 1 to 12)".formatted(field, valueType));
        }
    }

    private void skipList(int depth) throws CorruptParquetException {
        int head = readByte();
        int size = listSize(head);
        for (int i = 0; i < size; i++) {
            skip(head & 0xf, depth + 1, true);
        }
    }

    private void skipStruct(int depth) throws CorruptParquetException {
        int last = 0;
        while (next(last)) {
            last = field;
            skip(type, depth + 1, false);
        }
    }

    private int listSize(int head) throws CorruptParquetException {
        long size = head >>> 4 == 15 ? varint() : head >>> 4;
        if (size < 0 || size > end - position) {
            throw new CorruptParquetException(
                    "list has %d elements (expected at most %d, the bytes left)"
                            .formatted(size, end - position));
        }
        return (int) size;
    }

    private int binary() throws CorruptParquetException {
        long length = varint();
        if (length < 0 || length > end - position) {
            throw new CorruptParquetException(
                    "binary has %d bytes (expected at most %d)".formatted(length, end - position));
        }
        binaryOffset = position;
        position += (int) length;
        return (int) length;
    }

    private long zigzag() throws CorruptParquetException {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    private long varint() throws CorruptParquetException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = readByte();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new CorruptParquetException("number has more than 10 bytes (limit 10)");
    }

    private int readByte() throws CorruptParquetException {
        if (position >= end) {
            throw new CorruptParquetException("metadata ends early (at byte %d)".formatted(end));
        }
        return bytes[position++] & 0xff;
    }

    private void advance(int count) throws CorruptParquetException {
        if (count > end - position) {
            throw new CorruptParquetException("metadata ends early (at byte %d)".formatted(end));
        }
        position += count;
    }

    private CorruptParquetException unexpected(String what) {
        return new CorruptParquetException(
                "field %d has type %d (expected %s)".formatted(field, type, what));
    }
}
