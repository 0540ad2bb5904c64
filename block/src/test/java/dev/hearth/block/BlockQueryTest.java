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
import dev.hearth.model.CallSite;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Selector;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.Cancellation;
import dev.hearth.query.Dataset;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.PointSeries;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.SampleFilter;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.SeriesQuery;
import dev.hearth.query.StackSums;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Every question to a block against the same question to the plain profiles.
@ExtendWith(Seeded.class)
final class BlockQueryTest {

    private static final String KEY = SegmentKeys.segment("p", 0);
    private static final long MILLI = 1_000_000;

    private final QueryPool pool = new QueryPool(2);
    private final QueryEngine engine = new QueryEngine(pool);
    private final Cancellation cancellation = Cancellation.after(Duration.ofMinutes(5));
    @TempDir private Path scratch;

    private final MemoryObjectStore store = new MemoryObjectStore();

    @AfterEach
    void close() {
        pool.close();
    }

    private record Pair(ProfileSource plain, ProfileSource block) {}

    private Pair write(RandomGenerator random) throws IOException {
        SegmentContent.Tenant tenant = SpreadContent.tenant(random);
        store.putIfAbsent(KEY, new SegmentWriter().write(TestContent.segment("p", 0, 9, tenant)));
        BlockCache cache = new BlockCache(random.nextBoolean() ? 100_000_000 : 3_000);
        ProfileSource segment =
                Objects.requireNonNull(
                        new SegmentReader(store, cache).source(KEY, tenant.tenant()));
        BlockMeta meta =
                random.nextBoolean()
                        ? TestBlocks.write(store, tenant, random.nextInt(4) > 0)
                        : merged(tenant, cache);
        return new Pair(new PlainSource(segment), new BlockReader(store, cache).source(meta));
    }

    /// The block that the merger makes of the segment.
    private BlockMeta merged(SegmentContent.Tenant tenant, BlockCache cache) throws IOException {
        MergeJob job =
                new MergeJob(
                        tenant.tenant(),
                        1,
                        0,
                        List.of(new MergeInput.OfSegment(KEY, HiddenTimes.NOTHING)),
                        List.of(new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE)),
                        new TreeMap<>(),
                        List.of());
        BlockMerger merger =
                new BlockMerger(
                        store, new SegmentReader(store, cache), scratch, MergeBounds.DEFAULTS);
        merger.merge(job, count -> Collections.nCopies(count, TestBlocks.ID));
        return new BlockReader(store, cache).meta(tenant.tenant(), TestBlocks.ID);
    }

    private static Selection selection(RandomGenerator random, ProfileSource source) {
        String selector =
                switch (random.nextInt(4)) {
                    case 0 -> "{pod=\"pod-1\"}";
                    case 1 -> "{service_name=\"service-b\"}";
                    case 2 -> "{__profile_type__=~\"memory.*\"}";
                    default -> "{}";
                };
        long start = SpreadContent.near(random, source) / MILLI;
        long end = Math.max(start, SpreadContent.near(random, source) / MILLI);
        return Selection.of(
                new SeriesMatcher(Selector.parse(selector)), start * MILLI, end * MILLI);
    }

    @RepeatedTest(10)
    void holdsEveryProfileSampleAndObservation(RandomGenerator random) throws IOException {
        Pair pair = write(random);
        List<SampleFilter> filters =
                List.of(
                        new SampleFilter.All(),
                        new SampleFilter.Spans(Set.of(1L, 3L)),
                        new SampleFilter.Traces(Set.of(new ProfileId(1, 1))));

        for (SampleFilter filter : filters) {
            assertThat(SegmentContents.read(pair.block, filter))
                    .isEqualTo(SegmentContents.read(pair.plain, filter));
        }
        assertThat(SegmentContents.readObservations(pair.block))
                .isEqualTo(SegmentContents.readObservations(pair.plain));
        assertThat(pair.block.minTimeNanos()).isEqualTo(pair.plain.minTimeNanos());
        assertThat(pair.block.maxTimeNanos()).isEqualTo(pair.plain.maxTimeNanos());
    }

    @RepeatedTest(40)
    void addsUpAnyRangeByStack(RandomGenerator random) throws IOException {
        Pair pair = write(random);
        for (int i = 0; i < 20; i++) {
            Selection selection = selection(random, pair.plain);

            assertThat(sums(pair.block, selection))
                    .as("from %d to %d", selection.startNanos(), selection.endNanos())
                    .isEqualTo(sums(pair.plain, selection));
        }
    }

    @RepeatedTest(10)
    void addsUpChosenProfilesAndSamples(RandomGenerator random) throws IOException {
        Pair pair = write(random);
        Set<ProfileId> ids = someIds(random, pair.plain);
        Selection all = selection(random, pair.plain);
        Selection some =
                new Selection(
                        all.series(),
                        all.startNanos(),
                        all.endNanos(),
                        ids,
                        new SampleFilter.Spans(Set.of(2L)),
                        CallSite.ANY);

        assertThat(sums(pair.block, some)).isEqualTo(sums(pair.plain, some));
    }

    private static Set<ProfileId> someIds(RandomGenerator random, ProfileSource source)
            throws IOException {
        Set<ProfileId> ids = new TreeSet<>();
        for (Dataset dataset : source.datasets()) {
            ProfileRows rows = new ProfileRows();
            dataset.profiles(0, Long.MIN_VALUE, Long.MAX_VALUE, rows);
            for (int i = random.nextInt(2); i < rows.size(); i += 2) {
                ids.add(rows.id(i));
            }
        }
        return ids;
    }

    @RepeatedTest(40)
    void drawsAnySeries(RandomGenerator random) throws IOException {
        Pair pair = write(random);
        for (int i = 0; i < 10; i++) {
            SeriesQuery query = query(random, pair.plain);

            assertThat(points(pair.block, query))
                    .as("every %d ms from %d on", query.stepMillis(), query.startMillis())
                    .isEqualTo(points(pair.plain, query));
        }
    }

    private static SeriesQuery query(RandomGenerator random, ProfileSource source) {
        Selection any = selection(random, source);
        long[] steps = {1_000, 15_000, 300_000, 3_600_000, 86_400_000, 7_777_777};
        long span = (any.endNanos() - any.startNanos()) / MILLI;
        long step = Math.max(steps[random.nextInt(steps.length)], span / 500);
        long start = any.startNanos() / MILLI;
        if (random.nextBoolean()) {
            start -= start % step;
        }
        long end = Math.max(start, any.endNanos() / MILLI);
        CallSite site =
                random.nextInt(3) == 0 ? new CallSite(List.of("pkg.function1")) : CallSite.ANY;
        Selection selection =
                new Selection(
                        any.series(),
                        (start - step) * MILLI,
                        end * MILLI,
                        Set.of(),
                        new SampleFilter.All(),
                        site);
        return new SeriesQuery(
                selection,
                start,
                end,
                step,
                random.nextBoolean() ? List.of("pod") : List.of(),
                random.nextBoolean()
                        ? SeriesQuery.Aggregation.SUM
                        : SeriesQuery.Aggregation.AVERAGE);
    }

    @RepeatedTest(20)
    void namesTheLabelsOfAnyRange(RandomGenerator random) throws IOException {
        Pair pair = write(random);
        for (int i = 0; i < 10; i++) {
            Selection selection = selection(random, pair.plain);

            assertThat(labels(pair.block, selection)).isEqualTo(labels(pair.plain, selection));
        }
    }

    private Set<Labels> labels(ProfileSource source, Selection selection) throws IOException {
        return engine.labelSets(List.of(source), selection, List.of(), cancellation);
    }

    private Map<String, List<Double>> points(ProfileSource source, SeriesQuery query)
            throws IOException {
        Map<String, List<Double>> all = new TreeMap<>();
        for (PointSeries series : engine.series(List.of(source), query, cancellation)) {
            for (int i = 0; i < series.size(); i++) {
                all.put(series.labels() + " at " + series.timeMillis(i), List.of(series.value(i)));
            }
        }
        return all;
    }

    private Map<String, Long> sums(ProfileSource source, Selection selection) throws IOException {
        Map<String, Long> all = new TreeMap<>();
        for (Sums sums : engine.sum(List.of(source), selection, Sums::new, cancellation)) {
            sums.found.forEach((name, value) -> all.merge(name, value, Long::sum));
        }
        return all;
    }

    /// Sums by stack, and the periods of the latest profile.
    private record Sums(Map<String, Long> found) implements StackSums {

        Sums() {
            this(new TreeMap<>());
        }

        @Override
        public void add(StackTable stacks, Symbols symbols, long[] sums) {
            for (int i = 0; i < stacks.size(); i++) {
                if (sums[i] != 0) {
                    found.merge(SegmentContents.stack(symbols, stacks, i), sums[i], Long::sum);
                }
            }
        }

        @Override
        public boolean needsPeriod() {
            return true;
        }

        @Override
        public void addPeriod(long timeNanos, long period) {
            found.merge("period " + period + " at " + timeNanos, 1L, Long::sum);
        }
    }
}
