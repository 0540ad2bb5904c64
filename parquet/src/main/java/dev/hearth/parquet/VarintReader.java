// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

/// Reads numbers and ranges out of the bytes of a page.
final class VarintReader {

    private final byte[] bytes;
    private final int end;
    private int position;

    VarintReader(byte[] bytes, int offset, int end) {
        this.bytes = bytes;
        this.position = offset;
        this.end = end;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    boolean isAtEnd() {
        return position == end;
    }

    /// Passes over `length` bytes; returns where they start.
    int take(int length) throws CorruptParquetException {
        if (length < 0 || length > end - position) {
            throw new CorruptParquetException(
                    "page ends early (expected %d more bytes, %d are left)"
                            .formatted(length, end - position));
        }
        int start = position;
        position += length;
        return start;
    }

    void expect(String what, long expected) throws CorruptParquetException {
        long value = varint();
        if (value != expected) {
            throw new CorruptParquetException(
                    "%s is %d (expected %d)".formatted(what, value, expected));
        }
    }

    long zigzag() throws CorruptParquetException {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    long varint() throws CorruptParquetException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = bytes[take(1)];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new CorruptParquetException("number has more than 10 bytes (limit 10)");
    }
}
