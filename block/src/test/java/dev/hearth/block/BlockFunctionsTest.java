// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.merge.BlockMerger;
import dev.hearth.block.merge.MergeBounds;
import dev.hearth.block.merge.MergeInput;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.merge.TimeWindow;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.Cancellation;
import dev.hearth.query.FunctionAnswer;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Functions by name out of blocks, against the same question to the plain profiles.
@ExtendWith(Seeded.class)
final class BlockFunctionsTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final long HOUR = 3_600_000_000_000L;
    private static final List<TimeWindow> ALL_TIME =
            List.of(new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE));

    @TempDir private Path scratch;

    private final QueryPool pool = new QueryPool(2);
    private final QueryEngine engine = new QueryEngine(pool);
    private final MemoryObjectStore store = new MemoryObjectStore();
    private int ids;

    @AfterEach
    void close() {
        pool.close();
    }

    private record Pair(List<ProfileSource> plain, List<ProfileSource> blocks) {}

    private Pair write(RandomGenerator random, BlockCache cache) throws IOException {
        SegmentReader segments = new SegmentReader(store, cache);
        List<ProfileSource> plain = new ArrayList<>();
        List<MergeInput> inputs = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            String key = SegmentKeys.segment("p", i);
            SegmentContent.Tenant tenant = SpreadContent.tenant(random);
            store.putIfAbsent(
                    key, new SegmentWriter().write(TestContent.segment("p", i, i + 1, tenant)));
            ProfileSource segment = Objects.requireNonNull(segments.source(key, TENANT));
            plain.add(new PlainSource(segment));
            inputs.add(new MergeInput.OfSegment(key, HiddenTimes.NOTHING));
        }
        MergeJob job = new MergeJob(TENANT, 1, 0, inputs, ALL_TIME, new TreeMap<>(), List.of());
        List<BlockMeta> metas =
                new BlockMerger(store, segments, scratch, MergeBounds.DEFAULTS)
                        .merge(job, this::ids);
        BlockReader reader = new BlockReader(store, cache);
        return new Pair(plain, metas.stream().<ProfileSource>map(reader::source).toList());
    }

    private List<BlockId> ids(int count) {
        List<BlockId> announced = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant time = Instant.EPOCH.plusMillis(ids++);
            announced.add(BlockId.of(time, new java.util.Random(ids)));
        }
        return announced;
    }

    private Map<String, List<Long>> ask(List<ProfileSource> sources, FunctionQuery query)
            throws IOException {
        Map<String, List<Long>> lines = new TreeMap<>();
        FunctionAnswer answer =
                engine.functions(sources, query, Cancellation.after(Duration.ofMinutes(5)));
        for (FunctionCost cost : answer.functions()) {
            String key = cost.function() + " " + cost.group();
            lines.put(key, List.of(cost.self(), cost.total()));
            for (int i = 0; i < cost.points(); i++) {
                lines.put(key + " " + cost.timeNanos(i), List.of(cost.self(i), cost.total(i)));
            }
        }
        answer.totals().forEach((group, total) -> lines.put("" + group, List.of(total)));
        return lines;
    }

    private static FunctionQuery query(RandomGenerator random, ProfileSource source) {
        String[] selectors = {
            "{}",
            "{}",
            "{pod=\"pod-1\"}",
            "{service_name=\"service-b\"}",
            "{__profile_type__=~\"memory.*\"}"
        };
        String[] patterns = {"", "function1", "function2$", "[37]", "nothing"};
        long[] steps = {HOUR, 3 * HOUR, 24 * HOUR, HOUR / 12, 5_000_000_000_000L};
        long start = SpreadContent.near(random, source);
        long end = Math.max(start, SpreadContent.near(random, source));
        return new FunctionQuery(
                new SeriesMatcher(Selector.parse(selectors[random.nextInt(selectors.length)])),
                FunctionPattern.of(patterns[random.nextInt(patterns.length)]),
                start,
                end,
                Math.max(steps[random.nextInt(steps.length)], (end - start) / 300),
                1000,
                FunctionQuery.Order.TOTAL);
    }

    @RepeatedTest(20)
    void blocksAnswerAsPlainProfilesDo(RandomGenerator random) throws IOException {
        Pair pair = write(random, new BlockCache(random.nextBoolean() ? 100_000_000 : 3_000));
        for (int i = 0; i < 10; i++) {
            FunctionQuery query = query(random, pair.plain.getFirst());

            assertThat(ask(pair.blocks, query))
                    .as("from %d to %d", query.startNanos(), query.endNanos())
                    .isEqualTo(ask(pair.plain, query));
        }
    }

    @RepeatedTest(5)
    void wholeHoursNeedNeitherSamplesNorStacksNorLocations(RandomGenerator random)
            throws IOException {
        Pair pair = write(random, new BlockCache(100_000_000));
        for (ProfileSource source : pair.blocks) {
            BlockMeta meta = ((BlockSource) source).meta();
            for (BlockFile file :
                    List.of(
                            BlockFile.SAMPLES,
                            BlockFile.SAMPLES_5M,
                            BlockFile.SAMPLES_1H,
                            BlockFile.SAMPLES_1D,
                            BlockFile.STACKS,
                            BlockFile.LOCATIONS,
                            BlockFile.LINES)) {
                store.delete(BlockKeys.file(TENANT, meta.id(), file));
            }
        }
        FunctionQuery all =
                new FunctionQuery(
                        new SeriesMatcher(Selector.ALL),
                        FunctionPattern.of(""),
                        0,
                        Long.MAX_VALUE,
                        24 * HOUR,
                        100,
                        FunctionQuery.Order.SELF);

        assertThat(ask(pair.blocks, all)).isEqualTo(ask(pair.plain, all)).isNotEmpty();
    }
}
