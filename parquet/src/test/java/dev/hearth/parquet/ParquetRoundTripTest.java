// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class ParquetRoundTripTest {

    @RepeatedTest(20)
    void readsBackWhatWasWritten(RandomGenerator random) throws IOException {
        Table table = new Table(random, random.nextInt(1, 3000));
        byte[] file = table.write(random.nextInt(100, 2000), random.nextInt(1, 700));

        ParquetFileReader reader = ParquetFileReader.open(file);

        assertThat(reader.rows()).isEqualTo(table.rows);
        checkRows(reader, table, 0, table.rows);
        for (int i = 0; i < 5; i++) {
            int from = random.nextInt(table.rows);
            checkRows(reader, table, from, random.nextInt(table.rows - from + 1));
        }
    }

    @RepeatedTest(5)
    void aFileTakenOutInPartsIsTheSame(RandomGenerator random) throws IOException {
        Table table = new Table(random, random.nextInt(1, 3000));
        int groupRows = random.nextInt(100, 2000);

        assertThat(table.writeInParts(groupRows, 700)).isEqualTo(table.write(groupRows, 700));
    }

    static void checkRows(ParquetFileReader reader, Table table, int from, int count)
            throws IOException {
        checkInts(reader, "plain_int", table.ints, from, count);
        checkInts(reader, "delta_int", table.ascending, from, count);
        checkInts(reader, "coded_int", table.fewInts, from, count);
        checkLongs(reader, "plain_long", table.longs, from, count);
        checkLongs(reader, "delta_long", table.steps, from, count);
        checkLongs(reader, "coded_long", table.fewLongs, from, count);
        checkLongs(reader, "time", table.times, from, count);
        checkStrings(reader, "plain_text", table, from, count);
        checkStrings(reader, "delta_text", table, from, count);
        checkStrings(reader, "coded_text", table, from, count);
        boolean[] flags = new boolean[count];
        reader.readBooleans("flag", from, count, flags, 0);
        assertThat(flags).isEqualTo(Arrays.copyOfRange(table.flags, from, from + count));
        long[] uuids = new long[2 * count];
        reader.readUuids("id", from, count, uuids, 0);
        assertThat(uuids).isEqualTo(Arrays.copyOfRange(table.uuids, 2 * from, 2 * (from + count)));
    }

    private static void checkInts(
            ParquetFileReader reader, String column, int[] expected, int from, int count)
            throws IOException {
        int[] values = new int[count];
        reader.readInts(column, from, count, values, 0);
        assertThat(values).as(column).isEqualTo(Arrays.copyOfRange(expected, from, from + count));
    }

    private static void checkLongs(
            ParquetFileReader reader, String column, long[] expected, int from, int count)
            throws IOException {
        long[] values = new long[count];
        reader.readLongs(column, from, count, values, 0);
        assertThat(values).as(column).isEqualTo(Arrays.copyOfRange(expected, from, from + count));
    }

    private static void checkStrings(
            ParquetFileReader reader, String column, Table table, int from, int count)
            throws IOException {
        StringColumn strings = reader.readStrings(column, from, count);
        assertThat(strings.rows()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            assertThat(Table.text(strings, strings.id(i)))
                    .as(column)
                    .isEqualTo(table.strings.get(table.stringIds[from + i]));
        }
    }

    @Test
    void fetchesOnlyTheBytesOfTheRowsThatAreAsked(RandomGenerator random) throws IOException {
        Table table = new Table(random, 100_000);
        byte[] bytes = table.write(50_000, 1000);
        long[] read = new long[1];
        ParquetFileReader reader =
                ParquetFileReader.open(
                        (long offset, int length) -> {
                            read[0] += length;
                            return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
                        },
                        bytes.length);
        read[0] = 0;

        checkLongs(reader, "plain_long", table.longs, 70_500, 1000);

        assertThat(read[0]).isBetween(2_000L, 20_000L);
    }

    @Test
    void keepsAFileWithoutRows() throws IOException {
        try (ParquetFileWriter writer =
                new ParquetFileWriter(
                        Table.COLUMNS,
                        ParquetFileWriter.FASTEST,
                        ParquetFileWriter.ROWS_PER_PAGE)) {
            ParquetFileReader reader = ParquetFileReader.open(writer.finish());

            assertThat(reader.rows()).isZero();
            assertThat(reader.columnNames()).hasSize(Table.COLUMNS.size()).contains("time", "id");
        }
    }
}
