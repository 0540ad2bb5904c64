// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.nio.charset.StandardCharsets;

/// Writes structs in Thrift's compact protocol.
final class ThriftWriter {

    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int BYTE = 3;
    static final int I16 = 4;
    static final int I32 = 5;
    static final int I64 = 6;
    static final int DOUBLE = 7;
    static final int BINARY = 8;
    static final int LIST = 9;
    static final int SET = 10;
    static final int MAP = 11;
    static final int STRUCT = 12;

    private final ByteBuilder out;
    private final int[] lastFields = new int[16];
    private int depth;

    ThriftWriter(ByteBuilder out) {
        this.out = out;
    }

    /// Begins a struct that is no field: the outermost, or an element of a list.
    void begin() {
        lastFields[++depth] = 0;
    }

    void end() {
        out.putByte(0);
        depth--;
    }

    void beginField(int field) {
        header(field, STRUCT);
        begin();
    }

    void bool(int field, boolean value) {
        header(field, value ? TRUE : FALSE);
    }

    void i8(int field, int value) {
        header(field, BYTE);
        out.putByte(value);
    }

    void i16(int field, int value) {
        header(field, I16);
        out.putZigzag(value);
    }

    void i32(int field, int value) {
        header(field, I32);
        out.putZigzag(value);
    }

    void i64(int field, long value) {
        header(field, I64);
        out.putZigzag(value);
    }

    void string(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        binary(field, utf8, 0, utf8.length);
    }

    void binary(int field, byte[] source, int offset, int length) {
        header(field, BINARY);
        element(source, offset, length);
    }

    void list(int field, int type, int size) {
        header(field, LIST);
        if (size < 15) {
            out.putByte(size << 4 | type);
        } else {
            out.putByte(0xf0 | type);
            out.putVarint(size);
        }
    }

    /// An element of a list of numbers.
    void element(long value) {
        out.putZigzag(value);
    }

    /// An element of a list of booleans.
    void element(boolean value) {
        out.putByte(value ? TRUE : FALSE);
    }

    /// An element of a list of binaries.
    void element(byte[] source, int offset, int length) {
        out.putVarint(length);
        out.put(source, offset, length);
    }

    private void header(int field, int type) {
        int delta = field - lastFields[depth];
        if (delta > 0 && delta < 16) {
            out.putByte(delta << 4 | type);
        } else {
            out.putByte(type);
            out.putZigzag(field);
        }
        lastFields[depth] = field;
    }
}
