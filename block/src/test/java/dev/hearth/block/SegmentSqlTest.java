// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFile;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.Profile;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The files of a segment, in the hands of other readers.
@ExtendWith(Seeded.class)
final class SegmentSqlTest {

    /// The example of `docs/formats/segment-v1.md`.
    private static final String FUNCTION_COSTS =
            """
            select f.name, sum(s.value) as self
            from 'samples.parquet' s
            join 'series.parquet' r using (series)
            join 'stacks.parquet' k using (stack)
            join 'lines.parquet' l on l.location = k.location and l.position = 0
            join 'functions.parquet' f using (function)
            where r.service = 'service-b' and r.profile_type like 'process_cpu:%'
            group by f.name order by self desc
            """;

    /// The other example.
    private static final String COST_BY_SECOND =
            """
            select date_trunc('second', o.time::timestamptz) as second, sum(o.value) as value
            from 'observations.parquet' o
            join (select file_row_number as profile, series from 'profiles.parquet') p using (profile)
            join 'series.parquet' r using (series)
            where r.service = 'service-b'
            group by second order by second
            """;

    @TempDir private Path directory;

    @Test
    void duckDbTellsWhichFunctionsCostMost(RandomGenerator random) throws Exception {
        SegmentContent.Tenant tenant =
                TestContent.tenant(random, "a", new TestContent.Shape(3, 4, 5, 60, true));
        split(new SegmentWriter().write(TestContent.segment("p", 7, 9, tenant)));

        Map<String, Long> costs = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(inDirectory(FUNCTION_COSTS))) {
            while (rows.next()) {
                costs.put(rows.getString(1), rows.getLong(2));
            }
        }

        assertThat(costs).isEqualTo(expected(tenant, "service-b")).isNotEmpty();
    }

    @Test
    void duckDbTellsWhatEachSecondCost(RandomGenerator random) throws Exception {
        SegmentContent.Tenant tenant = observed(random);
        split(new SegmentWriter().write(TestContent.segment("p", 7, 9, tenant)));
        Map<Long, Long> expected = new TreeMap<>();
        for (Profile profile : profiles(tenant, "service-b")) {
            SampleTimes times = Objects.requireNonNull(profile.samples().times());
            for (int i = 0; i < times.size(); i++) {
                expected.merge(times.nanos()[i] / 1_000_000_000, times.values()[i], Long::sum);
            }
        }

        Map<Long, Long> found = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select epoch(second)::bigint, value from (%s)"
                                        .formatted(inDirectory(COST_BY_SECOND)))) {
            while (rows.next()) {
                found.put(rows.getLong(1), rows.getLong(2));
            }
        }

        assertThat(found).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void anObservationNamesItsSample(RandomGenerator random) throws Exception {
        SegmentContent.Tenant tenant = observed(random);
        split(new SegmentWriter().write(TestContent.segment("p", 7, 9, tenant)));
        String sql =
                """
                select count(*), count(*) filter (where o.stack = s.stack and o.profile = p.row
                    and s.file_row_number between p.first_sample and p.first_sample + p.samples - 1)
                from 'observations.parquet' o
                join (select *, file_row_number from 'samples.parquet') s on s.file_row_number = o.sample
                join (select *, file_row_number as row from 'profiles.parquet') p on p.row = o.profile
                """;

        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(inDirectory(sql))) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1))
                    .isEqualTo(SegmentContents.expectedObservations(tenant).size())
                    .isEqualTo(rows.getLong(2))
                    .isPositive();
        }
    }

    private static SegmentContent.Tenant observed(RandomGenerator random) {
        SegmentContent.Tenant tenant =
                TestContent.tenant(random, "a", new TestContent.Shape(3, 4, 5, 60, true));
        return TestContent.observed(random, tenant, 3);
    }

    private static List<Profile> profiles(SegmentContent.Tenant tenant, String service) {
        List<Profile> profiles = new ArrayList<>();
        for (SegmentContent.Service each : tenant.datasets()) {
            for (int i = 0; each.service().equals(service) && i < each.seriesCount(); i++) {
                each.profiles(i).forEach(profiles::add);
            }
        }
        return profiles;
    }

    @Test
    void hardwoodReadsEveryFile(RandomGenerator random) throws IOException {
        SegmentContent.Tenant tenant = observed(random);
        split(new SegmentWriter().write(TestContent.segment("p", 7, 9, tenant)));

        for (SegmentFile file : SegmentFile.values()) {
            byte[] bytes = Files.readAllBytes(directory.resolve(file.fileName()));
            int rows = 0;
            try (ParquetFileReader reader =
                            ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(bytes)));
                    RowReader row = reader.rowReader()) {
                while (row.hasNext()) {
                    row.next();
                    rows++;
                }
            }
            assertThat(rows)
                    .as(file.fileName())
                    .isEqualTo(dev.hearth.parquet.ParquetFileReader.open(bytes).rows())
                    .isPositive();
        }
    }

    @Test
    void theDocumentationShowsTheSameQueries() throws IOException {
        String documentation = Files.readString(Path.of("..", "docs", "formats", "segment-v1.md"));

        assertThat(documentation).contains(FUNCTION_COSTS.strip(), COST_BY_SECOND.strip());
    }

    private String inDirectory(String sql) throws SQLException {
        return sql.replaceAll("'(\\w+\\.parquet)'", "'" + directory + "/$1'");
    }

    /// Writes the files of the first tenant as files.
    private void split(byte[] segment) throws IOException {
        SegmentFooter.Tenant tenant = SegmentReader.footer("s", segment).tenants().getFirst();
        for (SegmentFile file : tenant.files().keySet()) {
            int start = (int) tenant.file(file).offset();
            byte[] bytes = Arrays.copyOfRange(segment, start, start + tenant.file(file).length());
            Files.write(directory.resolve(file.fileName()), bytes);
        }
    }

    private static Map<String, Long> expected(SegmentContent.Tenant tenant, String service) {
        Map<String, Long> costs = new TreeMap<>();
        Symbols symbols = tenant.symbols();
        for (SegmentContent.Service each : tenant.datasets()) {
            for (int series = 0; series < each.seriesCount(); series++) {
                String type = each.labels(series).getOrEmpty("__profile_type__");
                if (each.service().equals(service) && type.startsWith("process_cpu:")) {
                    for (Profile profile : each.profiles(series)) {
                        addLeaves(symbols, each.stacks(), profile, costs);
                    }
                }
            }
        }
        return costs;
    }

    private static void addLeaves(
            Symbols symbols, StackTable stacks, Profile profile, Map<String, Long> costs) {
        for (int i = 0; i < profile.samples().size(); i++) {
            int location = stacks.location(profile.samples().stacks()[i]);
            if (location >= 0 && symbols.lineStart(location) < symbols.lineEnd(location)) {
                int function = symbols.lineFunction(symbols.lineStart(location));
                String name = symbols.strings().get(symbols.functionName(function));
                costs.merge(name, profile.samples().values()[i], Long::sum);
            }
        }
    }
}
