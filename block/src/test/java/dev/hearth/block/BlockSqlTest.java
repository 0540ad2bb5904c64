// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.merge.BlockMerger;
import dev.hearth.block.merge.MergeBounds;
import dev.hearth.block.merge.MergeInput;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.HiddenTimes;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The files of a block, in the hands of another reader.
@ExtendWith(Seeded.class)
final class BlockSqlTest {

    private static final long HOUR = 3_600_000_000_000L;

    /// The example of `docs/formats/block-v1.md`.
    private static final String FUNCTION_COSTS =
            """
            select f.name, sum(c.self) as self, sum(c.total) as total
            from 'function_costs.parquet' c
            join 'functions.parquet' f using (function)
            where c.service = 'service-b' and c.profile_type like 'process_cpu:%'
            group by f.name order by self desc
            """;

    @TempDir private Path directory;

    private final MemoryObjectStore store = new MemoryObjectStore();

    private BlockMeta merge(RandomGenerator random) throws IOException {
        SegmentContent.Tenant tenant =
                TestContent.spread(
                        random,
                        TestContent.observed(
                                random,
                                TestContent.tenant(
                                        random, "a", new TestContent.Shape(3, 4, 5, 60, true)),
                                3),
                        472_222 * HOUR,
                        30 * HOUR);
        String key = SegmentKeys.segment("p", 7);
        store.putIfAbsent(key, new SegmentWriter().write(TestContent.segment("p", 7, 9, tenant)));
        BlockMeta meta =
                new BlockMerger(
                                store,
                                new SegmentReader(store, new BlockCache(1_000_000)),
                                directory.resolve("scratch"),
                                MergeBounds.DEFAULTS)
                        .merge(
                                new MergeJob(
                                        new TenantId("a"),
                                        1,
                                        0,
                                        List.of(new MergeInput.OfSegment(key, HiddenTimes.NOTHING)),
                                        List.of(),
                                        new TreeMap<>(),
                                        List.of()),
                                _ -> List.of(BlockId.of(Instant.EPOCH, new Random(3))))
                        .getFirst();
        for (BlockFile file : meta.files().keySet()) {
            Files.write(
                    directory.resolve(file.fileName()),
                    store.get(BlockKeys.file(meta.tenant(), meta.id(), file)));
        }
        return meta;
    }

    @Test
    void duckDbReadsEveryRowOfEveryFile(RandomGenerator random) throws Exception {
        BlockMeta meta = merge(random);
        NaiveBlock naive = new NaiveBlock(store, meta);

        assertThat(meta.files().keySet()).containsExactly(BlockFile.values());
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (BlockFile file : BlockFile.values()) {
                int found = 0;
                try (ResultSet rows =
                        statement.executeQuery(
                                "select * from '" + directory.resolve(file.fileName()) + "'")) {
                    while (rows.next()) {
                        found++;
                    }
                }
                assertThat(found)
                        .as(file.fileName())
                        .isEqualTo(naive.file(file).rows())
                        .isPositive();
            }
        }
    }

    @Test
    void duckDbFindsTheSumsOfRollUpsInTheSamples(RandomGenerator random) throws Exception {
        merge(random);
        Map<String, String> lengths = Map.of("5m", "5 minutes", "1h", "1 hour", "1d", "1 day");

        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> length : lengths.entrySet()) {
                String sql =
                        """
                        with a as (select series, time_bucket(interval '%s', time::timestamptz) as bucket,
                            stack, sum(value) as value from 'samples.parquet' group by all),
                        b as (select series, time::timestamptz as bucket, stack, value from 'samples_%s.parquet')
                        select (select count(*) from b),
                            (select count(*) from (from a except from b)),
                            (select count(*) from (from b except from a))
                        """
                                .formatted(length.getValue(), length.getKey());
                try (ResultSet rows = statement.executeQuery(inDirectory(sql))) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getLong(1)).isPositive();
                    assertThat(rows.getLong(2)).as(length.getKey()).isZero();
                    assertThat(rows.getLong(3)).as(length.getKey()).isZero();
                }
            }
        }
    }

    @Test
    void duckDbTellsWhichFunctionsCostMost(RandomGenerator random) throws Exception {
        BlockMeta meta = merge(random);
        Map<String, List<Long>> expected = new TreeMap<>();
        new NaiveBlock(store, meta)
                .costs()
                .forEach((key, costs) -> {
                    String[] words = key.split(" ", -1);
                    if (words[0].equals("service-b") && words[1].startsWith("process")) {
                        expected.merge(
                                words[2],
                                costs,
                                (a, b) ->
                                        List.of(
                                                a.getFirst() + b.getFirst(),
                                                a.getLast() + b.getLast()));
                    }
                });

        Map<String, List<Long>> found = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(inDirectory(FUNCTION_COSTS))) {
            while (rows.next()) {
                found.put(rows.getString(1), List.of(rows.getLong(2), rows.getLong(3)));
            }
        }

        assertThat(found).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void theDocumentationShowsTheSameQuery() throws IOException {
        String documentation = Files.readString(Path.of("..", "docs", "formats", "block-v1.md"));

        assertThat(documentation).contains(FUNCTION_COSTS.strip());
    }

    private String inDirectory(String sql) {
        return sql.replaceAll("'(\\w+\\.parquet)'", "'" + directory + "/$1'");
    }
}
