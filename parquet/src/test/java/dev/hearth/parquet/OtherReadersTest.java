// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.reader.RowReader;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Seeded.class)
final class OtherReadersTest {

    @Test
    void hardwoodReadsEveryRow(RandomGenerator random) throws IOException {
        Table table = new Table(random, 3000);
        byte[] file = table.write(1300, 200);

        try (dev.hardwood.reader.ParquetFileReader reader =
                        dev.hardwood.reader.ParquetFileReader.open(
                                InputFile.of(ByteBuffer.wrap(file)));
                RowReader rows = reader.rowReader()) {
            for (int i = 0; i < table.rows; i++) {
                assertThat(rows.hasNext()).isTrue();
                rows.next();
                checkRow(rows, table, i);
            }
            assertThat(rows.hasNext()).isFalse();
        }
    }

    private static void checkRow(RowReader row, Table table, int i) {
        assertThat(row.getInt("plain_int")).isEqualTo(table.ints[i]);
        assertThat(row.getInt("delta_int")).isEqualTo(table.ascending[i]);
        assertThat(row.getInt("coded_int")).isEqualTo(table.fewInts[i]);
        assertThat(row.getLong("plain_long")).isEqualTo(table.longs[i]);
        assertThat(row.getLong("delta_long")).isEqualTo(table.steps[i]);
        assertThat(row.getLong("coded_long")).isEqualTo(table.fewLongs[i]);
        assertThat(row.getTimestamp("time").getEpochSecond())
                .isEqualTo(table.times[i] / 1_000_000_000);
        assertThat(row.getBoolean("flag")).isEqualTo(table.flags[i]);
        String text = table.strings.get(table.stringIds[i]);
        assertThat(row.getString("plain_text")).isEqualTo(text);
        assertThat(row.getString("delta_text")).isEqualTo(text);
        assertThat(row.getString("coded_text")).isEqualTo(text);
        assertThat(row.getUuid("id"))
                .isEqualTo(new UUID(table.uuids[2 * i], table.uuids[2 * i + 1]));
    }

    @Test
    void duckDbSumsEveryColumn(RandomGenerator random, @TempDir Path directory) throws Exception {
        Table table = new Table(random, 30_000);
        Path file = directory.resolve("table.parquet");
        Files.write(file, table.write(11_000, 1000));
        long texts = 0;
        long flags = 0;
        for (int i = 0; i < table.rows; i++) {
            texts += table.strings.get(table.stringIds[i]).length();
            flags += table.flags[i] ? 1 : 0;
        }

        assertThat(ask("sum(plain_int)", file)).isEqualTo(sum(table.ints));
        assertThat(ask("sum(delta_int)", file)).isEqualTo(sum(table.ascending));
        assertThat(ask("sum(coded_int)", file)).isEqualTo(sum(table.fewInts));
        assertThat(ask("sum(plain_long >> 8)", file)).isEqualTo(sumShifted(table.longs));
        assertThat(ask("sum(delta_long >> 8)", file)).isEqualTo(sumShifted(table.steps));
        assertThat(ask("sum(coded_long)", file)).isEqualTo(Arrays.stream(table.fewLongs).sum());
        assertThat(ask("max(epoch_ns(time))", file)).isEqualTo(table.times[table.rows - 1]);
        assertThat(ask("count(*) filter (flag)", file)).isEqualTo(flags);
        assertThat(ask("sum(length(plain_text))", file)).isEqualTo(texts);
        assertThat(ask("sum(length(delta_text))", file)).isEqualTo(texts);
        assertThat(ask("sum(length(coded_text))", file)).isEqualTo(texts);
        UUID id = new UUID(table.uuids[40], table.uuids[41]);
        assertThat(ask("count(*) filter (id = '%s')".formatted(id), file)).isEqualTo(1);
    }

    @Test
    void duckDbSeesStatisticsEncodingsAndCompression(
            RandomGenerator random, @TempDir Path directory) throws Exception {
        Table table = new Table(random, 30_000);
        Path file = directory.resolve("table.parquet");
        Files.write(file, table.write(30_000, 1000));

        assertThat(metadata("delta_int", "encodings", file)).isEqualTo("DELTA_BINARY_PACKED");
        assertThat(metadata("coded_long", "encodings", file)).contains("RLE_DICTIONARY");
        assertThat(metadata("delta_text", "encodings", file)).isEqualTo("DELTA_LENGTH_BYTE_ARRAY");
        assertThat(metadata("coded_text", "compression", file)).isEqualTo("ZSTD");
        assertThat(metadata("plain_int", "stats_null_count", file)).isEqualTo("0");
        assertThat(metadata("plain_int", "stats_min_value", file))
                .isEqualTo(Integer.toString(Arrays.stream(table.ints).min().orElseThrow()));
        assertThat(metadata("plain_long", "stats_max_value", file))
                .isEqualTo(Long.toString(Arrays.stream(table.longs).max().orElseThrow()));
        assertThat(metadata("coded_text", "stats_min_value", file)).isEmpty();
    }

    private static long sum(int[] values) {
        return Arrays.stream(values).asLongStream().sum();
    }

    private static long sumShifted(long[] values) {
        return Arrays.stream(values).map(value -> value >> 8).sum();
    }

    private static long ask(String expression, Path file) throws SQLException {
        return Long.parseLong(
                query("select %s from read_parquet('%s')".formatted(expression, file)));
    }

    private static String metadata(String column, String field, Path file) throws SQLException {
        return query(
                "select %s from parquet_metadata('%s') where path_in_schema = '%s'"
                        .formatted(field, file, column));
    }

    private static String query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return String.valueOf(result.getString(1));
        }
    }
}
