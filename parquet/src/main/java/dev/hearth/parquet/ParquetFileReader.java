// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads rows of single columns; only the pages that hold them are fetched and decoded.
///
/// Immutable once opened and safe for many threads: holds the file's index, not its data. Of bytes
/// that are not what was written every method throws [CorruptParquetException].
public final class ParquetFileReader {

    private final RangeReader file;
    private final List<ColumnPages> columns;
    private final int rows;
    private final int tailChecksum;

    private ParquetFileReader(
            RangeReader file, List<ColumnPages> columns, int rows, int tailChecksum) {
        this.file = file;
        this.columns = columns;
        this.rows = rows;
        this.tailChecksum = tailChecksum;
    }

    /// Reads a file's footer and indexes, in one read as a rule.
    ///
    /// @param file its bytes, kept for the reads to come
    /// @param length its length in bytes
    public static ParquetFileReader open(RangeReader file, long length) throws IOException {
        FileTail tail = FileTail.read(file, length);
        FooterReader footer = new FooterReader(tail);
        List<ColumnPages> columns = footer.read();
        return new ParquetFileReader(file, columns, footer.rows(), tail.checksum());
    }

    /// Opens a file that lies in memory.
    public static ParquetFileReader open(byte[] bytes) throws IOException {
        return open(
                (long offset, int length) -> {
                    if (offset < 0 || length < 0 || offset + length > bytes.length) {
                        throw new CorruptParquetException(
                                "range ends at %d (expected at most %d, the end of the file)"
                                        .formatted(offset + length, bytes.length));
                    }
                    return java.util.Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
                },
                bytes.length);
    }

    /// What [#tailChecksum] is for a file that was just written, without opening it.
    ///
    /// @throws IllegalArgumentException if it is no file
    public static int tailChecksum(byte[] file) {
        try {
            return FileTail.read(
                            (long offset, int length) ->
                                    java.util.Arrays.copyOfRange(
                                            file, (int) offset, (int) offset + length),
                            file.length)
                    .checksum();
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// Rows of the file.
    public int rows() {
        return rows;
    }

    /// CRC-32C of the file's end: whoever knows that of the right file knows a wrong one by it,
    /// since it stands for the checksums of all pages.
    public int tailChecksum() {
        return tailChecksum;
    }

    /// Names of the columns, in order.
    public List<String> columnNames() {
        List<String> names = new ArrayList<>();
        for (ColumnPages column : columns) {
            names.add(column.column.name());
        }
        return names;
    }

    /// Bytes that this object holds, roughly.
    public long weightBytes() {
        long weight = 64;
        for (ColumnPages column : columns) {
            weight += column.weightBytes();
        }
        return weight;
    }

    /// Whether there is a column of that name.
    public boolean hasColumn(String name) {
        for (ColumnPages column : columns) {
            if (column.column.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /// Goes over a column of numbers. The caller closes the cursor.
    public NumberCursor numbers(String column) throws CorruptParquetException {
        ColumnPages pages = find(column);
        if (!pages.column.type().isNumber()) {
            throw unexpected(pages, "numbers");
        }
        return new NumberCursor(file, pages);
    }

    /// Reads rows of a column of numbers into `into[at ..]`.
    public void readLongs(String column, int from, int count, long[] into, int at)
            throws IOException {
        checkRange(from, count);
        try (NumberCursor cursor = numbers(column)) {
            cursor.want(from, from + count);
            int row = from;
            while (row < from + count) {
                cursor.seek(row);
                int taken = Math.min(cursor.endRow(), from + count) - row;
                System.arraycopy(
                        cursor.values(), row - cursor.firstRow(), into, at + row - from, taken);
                row += taken;
            }
        }
    }

    /// Reads rows of a column of 32-bit numbers into `into[at ..]`.
    public void readInts(String column, int from, int count, int[] into, int at)
            throws IOException {
        checkRange(from, count);
        try (NumberCursor cursor = numbers(column)) {
            cursor.want(from, from + count);
            int row = from;
            while (row < from + count) {
                cursor.seek(row);
                int end = Math.min(cursor.endRow(), from + count);
                for (; row < end; row++) {
                    into[at + row - from] = (int) cursor.values()[row - cursor.firstRow()];
                }
            }
        }
    }

    /// Reads rows of a column of strings.
    public StringColumn readStrings(String column, int from, int count) throws IOException {
        checkRange(from, count);
        ColumnPages pages = find(column);
        if (pages.column.type() != ColumnType.STRING) {
            throw unexpected(pages, "strings");
        }
        try (ColumnSource source = new ColumnSource(file, pages)) {
            return new StringDecoder(source, count).read(from, count);
        }
    }

    /// Reads rows of a column of booleans into `into[at ..]`.
    public void readBooleans(String column, int from, int count, boolean[] into, int at)
            throws IOException {
        checkRange(from, count);
        ColumnPages pages = find(column);
        if (pages.column.type() != ColumnType.BOOLEAN) {
            throw unexpected(pages, "booleans");
        }
        try (ColumnSource source = new ColumnSource(file, pages)) {
            source.want(from, from + count);
            for (int row = from; row < from + count; ) {
                int page = pages.pageOf(row);
                source.openPage(page);
                PageReader body = source.reader();
                PageReader.expect("bytes of a page", body.size(), (pages.rows(page) + 7) / 8);
                int end = Math.min(pages.firstRows[page + 1], from + count);
                for (; row < end; row++) {
                    int bit = row - pages.firstRows[page];
                    into[at + row - from] = (body.body()[bit >>> 3] >>> (bit & 7) & 1) != 0;
                }
            }
        }
    }

    /// Reads rows of a column of UUIDs into `halves[2 * at ..]`, high half first.
    public void readUuids(String column, int from, int count, long[] halves, int at)
            throws IOException {
        checkRange(from, count);
        try (UuidCursor cursor = uuids(column)) {
            cursor.want(from, from + count);
            for (int row = from; row < from + count; ) {
                cursor.seek(row);
                int taken = Math.min(cursor.endRow(), from + count) - row;
                System.arraycopy(
                        cursor.halves(),
                        2 * (row - cursor.firstRow()),
                        halves,
                        2 * (at + row - from),
                        2 * taken);
                row += taken;
            }
        }
    }

    /// Goes over a column of UUIDs. The caller closes the cursor.
    public UuidCursor uuids(String column) throws CorruptParquetException {
        ColumnPages pages = find(column);
        if (pages.column.type() != ColumnType.UUID) {
            throw unexpected(pages, "UUIDs");
        }
        return new UuidCursor(file, pages);
    }

    private void checkRange(int from, int count) throws CorruptParquetException {
        if (from < 0 || count < 0 || count > rows - from) {
            throw new CorruptParquetException(
                    "file has %d rows (expected %d from row %d on)".formatted(rows, count, from));
        }
    }

    private ColumnPages find(String name) throws CorruptParquetException {
        for (ColumnPages column : columns) {
            if (column.column.name().equals(name)) {
                return column;
            }
        }
        throw new CorruptParquetException(
                "file has no column \"%s\" (expected one of %s)".formatted(name, columnNames()));
    }

    private static CorruptParquetException unexpected(ColumnPages pages, String what) {
        return new CorruptParquetException(
                "column \"%s\" has type %s (expected %s)"
                        .formatted(pages.column.name(), pages.column.type(), what));
    }
}
