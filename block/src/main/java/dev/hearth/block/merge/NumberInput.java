// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.parquet.NumberCursor;
import dev.hearth.parquet.ParquetFileReader;
import java.io.Closeable;
import java.io.IOException;

/// Reads a column of numbers in order, some way ahead. For one thread.
final class NumberInput implements Closeable {

    private final NumberCursor cursor;
    private final int end;
    private final int ahead;
    private int wanted;

    /// @param end row at which reading ends, at the latest
    /// @param ahead rows read ahead
    NumberInput(ParquetFileReader file, String column, int end, int ahead) throws IOException {
        this.cursor = file.numbers(column);
        this.end = end;
        this.ahead = ahead;
    }

    private void seek(int row) throws IOException {
        if (row >= wanted) {
            wanted = (int) Math.min(end, (long) row + ahead);
            cursor.want(row, wanted);
        }
        cursor.seek(row);
    }

    /// Reads rows into `into[0 ..]`.
    void read(int from, int count, long[] into) throws IOException {
        int done = 0;
        while (done < count) {
            int row = from + done;
            seek(row);
            int taken = Math.min(cursor.endRow() - row, count - done);
            System.arraycopy(cursor.values(), row - cursor.firstRow(), into, done, taken);
            done += taken;
        }
    }

    /// As [#read], for 32-bit numbers.
    void readInts(int from, int count, int[] into) throws IOException {
        int done = 0;
        while (done < count) {
            int row = from + done;
            seek(row);
            int taken = Math.min(cursor.endRow() - row, count - done);
            long[] values = cursor.values();
            int offset = row - cursor.firstRow();
            for (int i = 0; i < taken; i++) {
                into[done + i] = (int) values[offset + i];
            }
            done += taken;
        }
    }

    /// The number in a row.
    long at(int row) throws IOException {
        seek(row);
        return cursor.values()[row - cursor.firstRow()];
    }

    @Override
    public void close() {
        cursor.close();
    }
}
