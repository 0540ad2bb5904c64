// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.util.Arrays;

/// Encodes columns page by page. For one thread.
final class ChunkWriter {

    /// Numbers of a column by row.
    @FunctionalInterface
    interface Numbers {

        /// Copies the numbers of rows `from` to `from + count` to the start of `into`.
        void copy(int from, int count, long[] into);
    }

    private static final int MAX_DICTIONARY = 1 << 16;

    private final PageWriter pages;
    private final int rowsPerPage;
    private final int widthUnit;
    private final DeltaBinaryPacked delta;
    private final NumberDictionary dictionary = new NumberDictionary();
    private final ByteBuilder body = new ByteBuilder(1 << 16);
    private final long[] values;
    private final long[] codes;
    private int[] chunkCodes = new int[0];

    /// @param widthUnit packed numbers have multiples of so many bits
    ChunkWriter(PageWriter pages, int rowsPerPage, int widthUnit) {
        this.pages = pages;
        this.widthUnit = widthUnit;
        this.delta = new DeltaBinaryPacked(widthUnit);
        this.rowsPerPage = rowsPerPage;
        this.values = new long[rowsPerPage];
        this.codes = new long[rowsPerPage];
    }

    void writeNumbers(ChunkLayout chunk, Numbers numbers) {
        int width = chunk.column.type().width;
        boolean isCoded =
                chunk.column.encoding() == ColumnEncoding.DICTIONARY
                        && codeNumbers(numbers, chunk.rows);
        if (isCoded) {
            putPlain(dictionary.values(), dictionary.size(), width);
            pages.writeDictionary(chunk, body, dictionary.size());
            chunk.encoding = Format.RLE_DICTIONARY;
        } else {
            chunk.encoding =
                    chunk.column.encoding() == ColumnEncoding.PLAIN
                            ? Format.PLAIN
                            : Format.DELTA_BINARY_PACKED;
        }
        for (int row = 0; row < chunk.rows; row += rowsPerPage) {
            int count = Math.min(rowsPerPage, chunk.rows - row);
            numbers.copy(row, count, values);
            if (isCoded) {
                putCodes(row, count);
            } else if (chunk.encoding == Format.PLAIN) {
                putPlain(values, count, width);
            } else {
                delta.encode(values, count, width == 4, body);
            }
            writeNumberPage(chunk, row, count);
        }
    }

    private void writeNumberPage(ChunkLayout chunk, int row, int count) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        pages.writeData(chunk, body, row, count, min, max);
    }

    /// Gives codes to all rows of a chunk; false if that would not pay.
    private boolean codeNumbers(Numbers numbers, int rows) {
        startCodes(rows, rows / 4);
        for (int row = 0; row < rows; row += rowsPerPage) {
            int count = Math.min(rowsPerPage, rows - row);
            numbers.copy(row, count, values);
            if (!code(values, row, count)) {
                return false;
            }
        }
        return true;
    }

    private void startCodes(int rows, int maxDistinct) {
        dictionary.clear(Math.min(MAX_DICTIONARY, Math.max(1, maxDistinct)));
        if (chunkCodes.length < rows) {
            chunkCodes = new int[rows];
        }
    }

    private boolean code(long[] keys, int row, int count) {
        int code = -1;
        for (int i = 0; i < count; i++) {
            if (code < 0 || keys[i] != keys[i - 1]) {
                code = dictionary.id(keys[i]);
                if (code < 0) {
                    return false;
                }
            }
            chunkCodes[row + i] = code;
        }
        return true;
    }

    private void putCodes(int row, int count) {
        for (int i = 0; i < count; i++) {
            codes[i] = chunkCodes[row + i];
        }
        int width =
                DeltaBinaryPacked.roundUp(
                        Math.max(1, BitPacking.width(dictionary.size() - 1L)), widthUnit);
        RunHybrid.encode(codes, count, width, body);
    }

    private void putPlain(long[] numbers, int count, int width) {
        for (int i = 0; i < count; i++) {
            if (width == 4) {
                body.putInt((int) numbers[i]);
            } else {
                body.putLong(numbers[i]);
            }
        }
    }

    /// @param ids ids of `table`; the chunk's are those from `from` on
    void writeStrings(ChunkLayout chunk, ByteStrings table, int[] ids, int from) {
        boolean isCoded =
                chunk.column.encoding() == ColumnEncoding.DICTIONARY
                        && codeStrings(ids, from, chunk.rows);
        if (isCoded) {
            for (int i = 0; i < dictionary.size(); i++) {
                putPlain(table, (int) dictionary.values()[i]);
            }
            pages.writeDictionary(chunk, body, dictionary.size());
            chunk.encoding = Format.RLE_DICTIONARY;
        } else {
            chunk.encoding =
                    chunk.column.encoding() == ColumnEncoding.PLAIN
                            ? Format.PLAIN
                            : Format.DELTA_LENGTH_BYTE_ARRAY;
        }
        for (int row = 0; row < chunk.rows; row += rowsPerPage) {
            int count = Math.min(rowsPerPage, chunk.rows - row);
            if (isCoded) {
                putCodes(row, count);
            } else {
                putStrings(chunk.encoding, table, ids, from + row, count);
            }
            pages.writeData(chunk, body, row, count, 0, 0);
        }
        StringRange.of(table, ids, from, chunk.rows).describe(chunk);
    }

    private boolean codeStrings(int[] ids, int from, int rows) {
        startCodes(rows, rows / 2);
        for (int row = 0; row < rows; row += rowsPerPage) {
            int count = Math.min(rowsPerPage, rows - row);
            for (int i = 0; i < count; i++) {
                values[i] = ids[from + row + i];
            }
            if (!code(values, row, count)) {
                return false;
            }
        }
        return true;
    }

    private void putStrings(int encoding, ByteStrings table, int[] ids, int from, int count) {
        if (encoding == Format.PLAIN) {
            for (int i = from; i < from + count; i++) {
                putPlain(table, ids[i]);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            values[i] = table.length(ids[from + i]);
        }
        delta.encode(values, count, true, body);
        for (int i = from; i < from + count; i++) {
            body.put(table.bytes(), table.offset(ids[i]), table.length(ids[i]));
        }
    }

    private void putPlain(ByteStrings table, int id) {
        body.putInt(table.length(id));
        body.put(table.bytes(), table.offset(id), table.length(id));
    }

    void writeBooleans(ChunkLayout chunk, boolean[] flags, int from) {
        chunk.encoding = Format.PLAIN;
        for (int row = 0; row < chunk.rows; row += rowsPerPage) {
            int count = Math.min(rowsPerPage, chunk.rows - row);
            Arrays.fill(codes, 0, count, 0);
            for (int i = 0; i < count; i++) {
                codes[i] = flags[from + row + i] ? 1 : 0;
            }
            BitPacking.pack(codes, 0, count, 1, body);
            pages.writeData(chunk, body, row, count, 0, 0);
        }
    }

    /// @param halves two numbers a row, high half first; the chunk's begin at row `from`
    void writeUuids(ChunkLayout chunk, long[] halves, int from) {
        chunk.encoding = Format.PLAIN;
        for (int row = 0; row < chunk.rows; row += rowsPerPage) {
            int count = Math.min(rowsPerPage, chunk.rows - row);
            int start = 2 * (from + row);
            for (int i = start; i < start + 2 * count; i++) {
                body.putLong(Long.reverseBytes(halves[i]));
            }
            pages.writeData(chunk, body, row, count, 0, 0);
        }
    }
}
