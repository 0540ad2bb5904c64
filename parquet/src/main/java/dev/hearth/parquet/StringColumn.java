// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.util.Arrays;

/// A column of strings: a table, in which a string may stand more than once, and for each row its id
/// there.
public final class StringColumn implements ByteStrings {

    private byte[] bytes = new byte[256];
    private int[] ends = new int[16];
    private int size;
    private final int[] ids;
    private int rows;

    StringColumn(int rows) {
        ids = new int[rows];
    }

    /// Rows of the column.
    public int rows() {
        return rows;
    }

    /// Id of the string in a row.
    public int id(int row) {
        return ids[row];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int offset(int id) {
        return id == 0 ? 0 : ends[id - 1];
    }

    @Override
    public int length(int id) {
        return ends[id] - offset(id);
    }

    void addString(byte[] source, int offset, int length) throws CorruptParquetException {
        int start = size == 0 ? 0 : ends[size - 1];
        long end = (long) start + length;
        if (end > bytes.length) {
            if (end > Integer.MAX_VALUE - 16) {
                throw new CorruptParquetException(
                        "strings of a column have %d bytes (limit 2 GiB)".formatted(end));
            }
            bytes =
                    Arrays.copyOf(
                            bytes,
                            (int) Math.max(end, Math.min(bytes.length * 2L, 1L << 30)));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
        }
        System.arraycopy(source, offset, bytes, start, length);
        ends[size++] = (int) end;
    }

    void addRow(int id) {
        ids[rows++] = id;
    }
}
