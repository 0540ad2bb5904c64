// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockMeta;
import dev.hearth.block.segment.SymbolStrings;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.parquet.ColumnType;
import dev.hearth.parquet.ParquetColumn;
import dev.hearth.parquet.ParquetFileWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A Parquet file that grows by rows: one row group is held in memory, complete ones go to disk.
///
/// To add rows: [#reserve] some, fill the columns from [#row] on, [#advance]. For one thread.
final class TableFile implements Closeable {

    /// Rows of a row group, at most.
    static final int GROUP = 1 << 19;

    /// Rows of a row group of symbols that is not left open for another service.
    private static final int FULL_PAGE = ParquetFileWriter.ROWS_PER_PAGE;

    /// Bytes of strings above which a row group ends.
    private static final long MAX_STRINGS = 8 << 20;

    /// How a file is written.
    ///
    /// @param level compression level
    /// @param rowsPerPage rows of a page
    record Layout(int level, int rowsPerPage) {

        /// For files of samples: what repeats from profile to profile is found only in large pages.
        static final Layout SAMPLES = new Layout(3, 1 << 15);

        /// For the others, which are small.
        static final Layout OTHERS = new Layout(6, ParquetFileWriter.ROWS_PER_PAGE);
    }

    private final List<ParquetColumn> columns;
    private final ParquetFileWriter writer;
    private final HashedOutput out;
    private final int[][] ints;
    private final long[][] longs;
    private final boolean[][] flags;
    private final SymbolsBuilder strings = new SymbolsBuilder();
    private int capacity;
    private int row;
    private long rows;

    TableFile(Path path, List<ParquetColumn> columns, Layout layout) throws IOException {
        this.columns = List.copyOf(columns);
        this.ints = new int[columns.size()][0];
        this.longs = new long[columns.size()][0];
        this.flags = new boolean[columns.size()][0];
        this.out = new HashedOutput(Files.newOutputStream(path));
        this.writer =
                new ParquetFileWriter(
                        columns, layout.level(), layout.rowsPerPage(), ParquetFileWriter.BYTES);
    }

    /// Rows so far.
    int rows() {
        return Math.toIntExact(rows);
    }

    /// Makes room for rows.
    ///
    /// @return how many fit into the row group, at least 1 and at most `wanted`
    int reserve(int wanted) {
        int count = Math.min(wanted, GROUP - row);
        if (row + count > capacity) {
            capacity = Math.min(GROUP, Math.max(row + count, Math.max(256, capacity * 2)));
            for (int i = 0; i < ints.length; i++) {
                switch (columns.get(i).type()) {
                    case INT32, STRING -> ints[i] = Arrays.copyOf(ints[i], capacity);
                    case INT64, TIMESTAMP_NANOS -> longs[i] = Arrays.copyOf(longs[i], capacity);
                    case UUID -> longs[i] = Arrays.copyOf(longs[i], 2 * capacity);
                    case BOOLEAN -> flags[i] = Arrays.copyOf(flags[i], capacity);
                }
            }
        }
        return count;
    }

    /// Where the next row stands in the columns.
    int row() {
        return row;
    }

    /// A column of 32-bit numbers or of strings, until the next [#reserve].
    int[] ints(int column) {
        return ints[column];
    }

    /// A column of 64-bit numbers, or of UUIDs with two of them a row.
    long[] longs(int column) {
        return longs[column];
    }

    /// A column of booleans.
    boolean[] flags(int column) {
        return flags[column];
    }

    /// Number of a column, or -1 if there is none of that name.
    int column(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /// What stands for a string in the row group that is open.
    int string(String text) {
        return strings.string(text);
    }

    /// As above.
    int string(byte[] utf8, int offset, int length) {
        return strings.string(utf8, offset, length);
    }

    /// Counts rows whose columns are filled in.
    void advance(int count) throws IOException {
        row += count;
        rows += count;
        if (row == GROUP || strings.sizeBytes() > MAX_STRINGS) {
            flush();
        }
    }

    /// Ends the row group if it is not small, so that the next service begins a new one.
    void endService() throws IOException {
        if (row >= FULL_PAGE) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (row == 0) {
            return;
        }
        writer.startRowGroup(row);
        SymbolStrings table = new SymbolStrings(strings.snapshot().strings());
        for (int i = 0; i < columns.size(); i++) {
            ColumnType type = columns.get(i).type();
            switch (type) {
                case INT32 -> writer.writeInts(ints[i], 0);
                case STRING -> writer.writeStrings(table, ints[i], 0);
                case INT64, TIMESTAMP_NANOS -> writer.writeLongs(longs[i], 0);
                case UUID -> writer.writeUuids(longs[i], 0);
                case BOOLEAN -> writer.writeBooleans(flags[i], 0);
            }
        }
        writer.drainTo(out);
        strings.clear(1 << 16);
        row = 0;
    }

    /// Bytes so far, those of the open row group left out.
    long bytes() {
        return out.length();
    }

    /// Writes what is left and describes the file.
    BlockMeta.Content finish() throws IOException {
        flush();
        byte[] end = writer.finish();
        out.write(end, 0, end.length);
        return new BlockMeta.Content(out.length(), out.checksum(), writer.tailChecksum());
    }

    @Override
    public void close() throws IOException {
        writer.close();
        out.close();
    }
}
