// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// Writes one file: whole columns, row group by row group. It grows in memory, unless what is
/// complete is taken out by [#drainTo].
///
/// For each row group: [#startRowGroup], then one call for every column, in the order of the
/// columns. For one thread; holds native memory until [#close].
public final class ParquetFileWriter implements AutoCloseable {

    /// Rows in a page.
    public static final int ROWS_PER_PAGE = 8192;

    /// Compression level that costs least.
    public static final int FASTEST = 1;

    /// Packed numbers take as few bits as they need: fast, and small before compression.
    public static final int BITS = 1;

    /// Packed numbers take whole bytes, in which a compressor finds what repeats: smaller after
    /// compression.
    public static final int BYTES = 8;

    private final List<ParquetColumn> columns;
    private final ByteBuilder file = new ByteBuilder(1 << 12);
    private final PageWriter pages;
    private final ChunkWriter chunks;
    private final List<List<ChunkLayout>> groups = new ArrayList<>();
    private int groupRows;
    private long rows;
    private int tailChecksum;

    /// Makes an empty file.
    ///
    /// @param columns columns, at least one, no name twice
    /// @param level zstd's compression level, see [#FASTEST]
    /// @param rowsPerPage rows in a page, at least 1, see [#ROWS_PER_PAGE]
    public ParquetFileWriter(List<ParquetColumn> columns, int level, int rowsPerPage) {
        this(columns, level, rowsPerPage, BITS);
    }

    /// As above.
    ///
    /// @param packing [#BITS] or [#BYTES]
    public ParquetFileWriter(List<ParquetColumn> columns, int level, int rowsPerPage, int packing) {
        this.columns = List.copyOf(columns);
        this.pages = new PageWriter(file, level);
        this.chunks = new ChunkWriter(pages, rowsPerPage, packing);
        file.putInt(Format.MAGIC);
    }

    /// Begins the next row group.
    ///
    /// @param rowCount its rows, at least 1
    public void startRowGroup(int rowCount) {
        if (rowCount < 1) {
            throw new IllegalArgumentException(
                    "row group has %d rows (expected at least 1)".formatted(rowCount));
        }
        checkComplete();
        rows += rowCount;
        if (rows > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "file has %d rows (limit %d)".formatted(rows, Integer.MAX_VALUE));
        }
        groupRows = rowCount;
        groups.add(new ArrayList<>());
    }

    /// Writes the next column, of 32-bit numbers: `values[from ..]`.
    public void writeInts(int[] values, int from) {
        ChunkLayout chunk = next(ColumnType.INT32);
        chunks.writeNumbers(
                chunk,
                (int row, int count, long[] into) -> {
                    for (int i = 0; i < count; i++) {
                        into[i] = values[from + row + i];
                    }
                });
    }

    /// Writes the next column, of 64-bit numbers or timestamps: `values[from ..]`.
    public void writeLongs(long[] values, int from) {
        ChunkLayout chunk = next(ColumnType.INT64);
        chunks.writeNumbers(
                chunk,
                (int row, int count, long[] into) ->
                        System.arraycopy(values, from + row, into, 0, count));
    }

    /// Writes the next column, of strings: those that `ids[from ..]` name in `table`.
    public void writeStrings(ByteStrings table, int[] ids, int from) {
        chunks.writeStrings(next(ColumnType.STRING), table, ids, from);
    }

    /// Writes the next column, of booleans: `values[from ..]`.
    public void writeBooleans(boolean[] values, int from) {
        chunks.writeBooleans(next(ColumnType.BOOLEAN), values, from);
    }

    /// Writes the next column, of UUIDs.
    ///
    /// @param halves two numbers a row, high half first
    /// @param from first row
    public void writeUuids(long[] halves, int from) {
        chunks.writeUuids(next(ColumnType.UUID), halves, from);
    }

    /// Bytes of the file so far, those that were taken out included.
    public long sizeBytes() {
        return file.position();
    }

    /// Takes out the bytes of the columns that are written. They come before what [#finish]
    /// returns.
    ///
    /// @throws IOException what `out` throws; the file is then lost
    public void drainTo(OutputStream out) throws IOException {
        file.drainTo(out);
    }

    /// Ends the file and returns it, or what was not taken out of it. Nothing may be written
    /// afterwards.
    public byte[] finish() {
        checkComplete();
        tailChecksum = new FooterWriter(file).write(columns, groups);
        return file.copy();
    }

    /// CRC-32C that stands for the whole file, once it is ended: of the indexes, which hold the
    /// checksum of every page, and of the footer. See [ParquetFileReader#tailChecksum].
    public int tailChecksum() {
        return tailChecksum;
    }

    private ChunkLayout next(ColumnType type) {
        List<ChunkLayout> group = groups.isEmpty() ? null : groups.getLast();
        if (group == null || group.size() == columns.size()) {
            throw new IllegalStateException("column was written outside of a row group");
        }
        ParquetColumn column = columns.get(group.size());
        boolean isInstant = type == ColumnType.INT64 && column.type() == ColumnType.TIMESTAMP_NANOS;
        if (column.type() != type && !isInstant) {
            throw new IllegalArgumentException(
                    "column \"%s\" was written as %s (expected %s)"
                            .formatted(column.name(), type, column.type()));
        }
        ChunkLayout chunk = new ChunkLayout(column, groupRows, file.position());
        group.add(chunk);
        return chunk;
    }

    private void checkComplete() {
        if (!groups.isEmpty() && groups.getLast().size() != columns.size()) {
            throw new IllegalStateException(
                    "row group has %d columns (expected %d)"
                            .formatted(groups.getLast().size(), columns.size()));
        }
    }

    @Override
    public void close() {
        pages.close();
    }
}
