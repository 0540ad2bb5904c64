// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/// A random table with a column of every type and encoding, and its file.
final class Table {

    static final List<ParquetColumn> COLUMNS =
            List.of(
                    new ParquetColumn("plain_int", ColumnType.INT32, ColumnEncoding.PLAIN),
                    new ParquetColumn("delta_int", ColumnType.INT32, ColumnEncoding.DELTA),
                    new ParquetColumn("coded_int", ColumnType.INT32, ColumnEncoding.DICTIONARY),
                    new ParquetColumn("plain_long", ColumnType.INT64, ColumnEncoding.PLAIN),
                    new ParquetColumn("delta_long", ColumnType.INT64, ColumnEncoding.DELTA),
                    new ParquetColumn("coded_long", ColumnType.INT64, ColumnEncoding.DICTIONARY),
                    new ParquetColumn("time", ColumnType.TIMESTAMP_NANOS, ColumnEncoding.DELTA),
                    new ParquetColumn("flag", ColumnType.BOOLEAN, ColumnEncoding.PLAIN),
                    new ParquetColumn("plain_text", ColumnType.STRING, ColumnEncoding.PLAIN),
                    new ParquetColumn("delta_text", ColumnType.STRING, ColumnEncoding.DELTA),
                    new ParquetColumn("coded_text", ColumnType.STRING, ColumnEncoding.DICTIONARY),
                    new ParquetColumn("id", ColumnType.UUID, ColumnEncoding.PLAIN));

    final int rows;
    final int[] ints;
    final int[] ascending;
    final int[] fewInts;
    final long[] longs;
    final long[] steps;
    final long[] fewLongs;
    final long[] times;
    final boolean[] flags;
    final int[] stringIds;
    final long[] uuids;
    final Strings strings;

    Table(RandomGenerator random, int rows) {
        this.rows = rows;
        ints = new int[rows];
        ascending = new int[rows];
        fewInts = new int[rows];
        longs = new long[rows];
        steps = new long[rows];
        fewLongs = new long[rows];
        times = new long[rows];
        flags = new boolean[rows];
        stringIds = new int[rows];
        uuids = new long[2 * rows];
        strings = new Strings(random, 20);
        int width = random.nextInt(64);
        int kinds = random.nextInt(1, 400);
        for (int i = 0; i < rows; i++) {
            boolean isRun = i > 0 && random.nextInt(10) > 0;
            ints[i] = random.nextInt();
            ascending[i] = random.nextInt(50) == 0 ? random.nextInt() : last(ascending, i) + 3;
            fewInts[i] = isRun ? fewInts[i - 1] : random.nextInt(kinds);
            longs[i] = random.nextLong() >> random.nextInt(64);
            steps[i] = random.nextLong() >> width;
            fewLongs[i] = 10_000_000L * random.nextInt(kinds);
            times[i] = 1_700_000_000_000_000_000L + 15_000_000_000L * i;
            flags[i] = random.nextBoolean();
            stringIds[i] = isRun ? stringIds[i - 1] : random.nextInt(strings.size());
            uuids[2 * i] = random.nextLong();
            uuids[2 * i + 1] = random.nextLong();
        }
    }

    private static int last(int[] values, int i) {
        return i == 0 ? 0 : values[i - 1];
    }

    /// The table as a file with row groups of up to `groupRows`.
    byte[] write(int groupRows, int rowsPerPage) {
        try (ParquetFileWriter writer =
                new ParquetFileWriter(COLUMNS, ParquetFileWriter.FASTEST, rowsPerPage)) {
            for (int from = 0; from < rows; from += groupRows) {
                writeGroup(writer, from, Math.min(groupRows, rows - from));
            }
            return writer.finish();
        }
    }

    /// The same, never holding more than a row group.
    byte[] writeInParts(int groupRows, int rowsPerPage) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ParquetFileWriter writer =
                new ParquetFileWriter(COLUMNS, ParquetFileWriter.FASTEST, rowsPerPage)) {
            for (int from = 0; from < rows; from += groupRows) {
                writeGroup(writer, from, Math.min(groupRows, rows - from));
                writer.drainTo(out);
                assertThat(writer.sizeBytes()).isEqualTo(out.size());
            }
            out.writeBytes(writer.finish());
        }
        return out.toByteArray();
    }

    private void writeGroup(ParquetFileWriter writer, int from, int count) {
        writer.startRowGroup(count);
        writer.writeInts(ints, from);
        writer.writeInts(ascending, from);
        writer.writeInts(fewInts, from);
        writer.writeLongs(longs, from);
        writer.writeLongs(steps, from);
        writer.writeLongs(fewLongs, from);
        writer.writeLongs(times, from);
        writer.writeBooleans(flags, from);
        writer.writeStrings(strings, stringIds, from);
        writer.writeStrings(strings, stringIds, from);
        writer.writeStrings(strings, stringIds, from);
        writer.writeUuids(uuids, from);
    }

    /// Random strings, the empty one among them.
    static final class Strings implements ByteStrings {

        private final byte[] bytes;
        private final int[] ends;

        Strings(RandomGenerator random, int size) {
            StringBuilder all = new StringBuilder();
            ends = new int[size];
            for (int i = 0; i < size; i++) {
                all.append("ä%x/".formatted(random.nextInt()).repeat(i % 4));
                ends[i] = all.toString().getBytes(StandardCharsets.UTF_8).length;
            }
            bytes = all.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int size() {
            return ends.length;
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

        String get(int id) {
            return text(this, id);
        }
    }

    static String text(ByteStrings strings, int id) {
        return new String(
                strings.bytes(), strings.offset(id), strings.length(id), StandardCharsets.UTF_8);
    }
}
