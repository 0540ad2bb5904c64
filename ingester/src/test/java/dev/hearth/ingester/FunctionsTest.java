// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockReader;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.merge.BlockMerger;
import dev.hearth.block.merge.MergeBounds;
import dev.hearth.block.merge.MergeInput;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.merge.TimeWindow;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.Cancellation;
import dev.hearth.query.FunctionCost;
import dev.hearth.query.FunctionPattern;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Functions by name: the same out of a head, of the segment that it becomes, and of the block that
/// this becomes.
@ExtendWith(Seeded.class)
final class FunctionsTest {

    private static final TenantId TENANT = new TenantId("a");

    @TempDir private Path scratch;

    private final FakeClock clock = new FakeClock();
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final QueryPool pool = new QueryPool(2);

    @AfterEach
    void close() {
        pool.close();
    }

    @RepeatedTest(20)
    void headsSegmentsAndBlocksAnswerTheSame(RandomGenerator random) throws IOException {
        SegmentReader segments = new SegmentReader(store, new BlockCache(1 << 20));
        StoredChain chain =
                new StoredChain(
                        new SegmentChain("p", store, segments),
                        segments,
                        Owner.CONFIG.retryWindow().toMillis());
        Owner owner = Owner.start(new FakeLog(clock), chain, clock);
        RandomBatches batches = new RandomBatches(random);
        for (int i = 0; i < 40; i++) {
            owner.ingester.append(TENANT, List.of(batches.next("svc" + i % 3, true)));
        }
        List<FunctionQuery> queries =
                List.of(
                        query(random, ""),
                        query(random, "1"),
                        query(random, "f[2-5]$"),
                        query(random, "nothing"));
        List<ProfileSource> head = List.copyOf(owner.ingester.read(TENANT, 0));
        List<Map<String, List<Long>>> expected = answers(head, queries);

        owner.cutter.flush();
        String key = SegmentKeys.segment("p", 0);
        ProfileSource segment = Objects.requireNonNull(segments.source(key, TENANT));

        assertThat(answers(List.of(segment), queries)).isEqualTo(expected);
        assertThat(answers(merge(key, segments), queries)).isEqualTo(expected);
    }

    /// Profiles lie in the first microsecond.
    private static FunctionQuery query(RandomGenerator random, String pattern) {
        boolean isWhole = random.nextBoolean();
        return new FunctionQuery(
                new SeriesMatcher(
                        Selector.parse(random.nextBoolean() ? "{}" : "{pod=~\"pod-[12]\"}")),
                FunctionPattern.of(pattern),
                isWhole ? 0 : random.nextLong(600),
                isWhole ? 1000 : random.nextLong(600, 1000),
                random.nextLong(1, 500),
                1000,
                FunctionQuery.Order.TOTAL);
    }

    private List<ProfileSource> merge(String key, SegmentReader segments) throws IOException {
        MergeJob job =
                new MergeJob(
                        TENANT,
                        1,
                        0,
                        List.of(new MergeInput.OfSegment(key, HiddenTimes.NOTHING)),
                        List.of(new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE)),
                        new TreeMap<>(),
                        List.of());
        BlockReader blocks = new BlockReader(store, new BlockCache(1 << 20));
        return new BlockMerger(store, segments, scratch, MergeBounds.DEFAULTS)
                        .merge(
                                job,
                                count ->
                                        Stream.generate(() ->
                                                        BlockId.of(
                                                                Instant.EPOCH,
                                                                new java.util.Random(7)))
                                                .limit(count)
                                                .toList())
                        .stream()
                        .<ProfileSource>map(blocks::source)
                        .toList();
    }

    private List<Map<String, List<Long>>> answers(
            List<ProfileSource> sources, List<FunctionQuery> queries) throws IOException {
        List<Map<String, List<Long>>> answers = new java.util.ArrayList<>();
        for (FunctionQuery query : queries) {
            answers.add(answer(sources, query));
        }
        return answers;
    }

    private Map<String, List<Long>> answer(List<ProfileSource> sources, FunctionQuery query)
            throws IOException {
        Map<String, List<Long>> lines = new TreeMap<>();
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(5));
        for (FunctionCost cost :
                new QueryEngine(pool).functions(sources, query, cancellation).functions()) {
            String key = cost.function() + " " + cost.group();
            lines.put(key, List.of(cost.self(), cost.total()));
            for (int i = 0; i < cost.points(); i++) {
                lines.put(key + " " + cost.timeNanos(i), List.of(cost.self(i), cost.total(i)));
            }
        }
        return lines;
    }
}
