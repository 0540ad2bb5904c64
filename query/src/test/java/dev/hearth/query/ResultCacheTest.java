// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.CallSite;
import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.query.SeriesQuery.Aggregation;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// An engine that keeps answers against one that does not.
@ExtendWith(Seeded.class)
final class ResultCacheTest {

    private static final long NANOS = 1_000_000;

    private final QueryPool pool = new QueryPool(2);
    private final QueryEngine plain = new QueryEngine(pool);
    private final Cancellation cancellation = Cancellation.after(Duration.ofMinutes(5));
    private final AtomicInteger reads = new AtomicInteger();

    @AfterEach
    void close() {
        pool.close();
    }

    private FixedSource source(RandomGenerator random, int number) {
        MemorySource source = new MemorySource();
        for (int p = random.nextInt(1, 15); p > 0; p--) {
            Labels labels =
                    Labels.of(
                            "service_name",
                            "s" + random.nextInt(2),
                            "pod",
                            "p" + random.nextInt(3));
            long time = random.nextLong(60) * NANOS + random.nextLong(2);
            source.add(
                    labels,
                    time,
                    "main;f" + random.nextInt(4) + " " + random.nextInt(1, 50),
                    "go;f" + random.nextInt(4) + " " + random.nextInt(1, 50));
        }
        return new FixedSource("block" + number, source, reads);
    }

    /// Sums by the leaf's name, and the latest period.
    private static final class Leaves implements StackSums {

        private final Map<String, Long> sums = new TreeMap<>();
        private long period;

        @Override
        public synchronized void add(StackTable stacks, Symbols symbols, long[] dense) {
            for (int stack = 1; stack < stacks.size(); stack++) {
                if (dense[stack] != 0) {
                    int function = symbols.lineFunction(symbols.lineStart(stacks.location(stack)));
                    String name = symbols.strings().get(symbols.functionName(function));
                    sums.merge(name, dense[stack], Long::sum);
                }
            }
        }

        @Override
        public boolean needsPeriod() {
            return true;
        }

        @Override
        public synchronized void addPeriod(long timeNanos, long ofProfile) {
            period = Math.max(period, timeNanos + ofProfile);
        }
    }

    private List<String> answers(QueryEngine engine, List<ProfileSource> sources, Question question)
            throws IOException {
        List<String> answers = new ArrayList<>();
        Selection selection = question.selection();
        answers.add(
                SelfValues.of(engine.callTree(sources, selection, cancellation).build())
                        .toString());
        Leaves leaves = new Leaves();
        engine.sum(sources, selection, () -> leaves, cancellation);
        answers.add(leaves.sums + " " + leaves.period);
        for (PointSeries series : engine.series(sources, question.series(), cancellation)) {
            StringBuilder text = new StringBuilder(series.labels().toString());
            for (int i = 0; i < series.size(); i++) {
                text.append(' ').append(series.timeMillis(i)).append('=').append(series.value(i));
            }
            answers.add(text.toString());
        }
        return answers;
    }

    private record Question(Selection selection, SeriesQuery series) {

        static Question random(RandomGenerator random) {
            String[] selectors = {"{}", "{pod=\"p1\"}", "{pod!=\"p1\"}", "{service_name=\"s1\"}"};
            SeriesMatcher matcher =
                    new SeriesMatcher(Selector.parse(selectors[random.nextInt(selectors.length)]));
            CallSite site = random.nextInt(3) == 0 ? new CallSite(List.of("main")) : CallSite.ANY;
            SampleFilter filter = new SampleFilter.All();
            long step = random.nextLong(1, 4) * 5;
            long start = random.nextLong(-2, 6) * 10;
            long end = start + random.nextLong(1, 10) * 10;
            Selection stacks =
                    new Selection(matcher, start * NANOS, end * NANOS, Set.of(), filter, site);
            Selection points =
                    new Selection(
                            matcher, (start - step) * NANOS, end * NANOS, Set.of(), filter, site);
            Aggregation aggregation = random.nextBoolean() ? Aggregation.SUM : Aggregation.AVERAGE;
            List<String> groupBy = random.nextBoolean() ? List.of("pod") : List.of();
            return new Question(
                    stacks, new SeriesQuery(points, start, end, step, groupBy, aggregation));
        }
    }

    @RepeatedTest(100)
    void answersAreTheSameWithTheCacheAndWithout(RandomGenerator random) throws IOException {
        QueryEngine keeping =
                new QueryEngine(pool, new ResultCache(random.nextBoolean() ? 1 << 20 : 5000));
        List<FixedSource> blocks = new ArrayList<>();
        List<HiddenTimes> hidden = new ArrayList<>();
        int number = 0;
        for (int step = 0; step < 30; step++) {
            if (blocks.isEmpty() || random.nextInt(4) == 0) {
                blocks.add(source(random, number++));
            } else if (random.nextInt(6) == 0) {
                blocks.remove(random.nextInt(blocks.size()));
            }
            if (random.nextInt(5) == 0) {
                long start = random.nextLong(60) * NANOS;
                TimeRanges range = TimeRanges.of(start, start + random.nextLong(20) * NANOS);
                String pod = "p" + random.nextInt(3);
                hidden.add(
                        series -> series.getOrEmpty("pod").equals(pod) ? range : TimeRanges.NONE);
            }
            HiddenTimes all = HiddenTimes.union(hidden);
            List<ProfileSource> sources =
                    blocks.stream().map(block -> HidingSource.over(block, all)).toList();
            Question question = Question.random(random);

            assertThat(answers(keeping, sources, question))
                    .isEqualTo(answers(plain, sources, question));
        }
    }

    @Test
    void aDatasetThatTheRangeCoversIsReadOnceWhateverTheRange() throws IOException {
        MemorySource memory = new MemorySource();
        memory.add(Labels.of("service_name", "s"), 30 * NANOS, "main 1");
        List<ProfileSource> sources = List.of(new FixedSource("b", memory, reads));
        ResultCache cache = new ResultCache(1 << 20);
        QueryEngine keeping = new QueryEngine(pool, cache);
        SeriesMatcher all = new SeriesMatcher(Selector.ALL);
        for (long start = 0; start < 30; start += 10) {
            Selection selection = Selection.of(all, start * NANOS, (90 + start) * NANOS);
            keeping.callTree(sources, selection, cancellation);
            SeriesQuery query =
                    new SeriesQuery(
                            selection, start + 5, 90 + start, 5, List.of(), Aggregation.SUM);
            assertThat(keeping.series(sources, query, cancellation).getFirst().timeMillis(0))
                    .isEqualTo(30);
        }

        assertThat(reads).hasValue(2);
        assertThat(cache.stats().misses()).isEqualTo(2);
        assertThat(cache.stats().hits()).isEqualTo(4);
        assertThat(cache.stats().entries()).isEqualTo(2);
    }

    @Test
    void treesOfDatasetsThatTheRangeCoversAreKeptAsOne() throws IOException {
        List<ProfileSource> sources = new ArrayList<>();
        for (int block = 0; block < 5; block++) {
            MemorySource memory = new MemorySource();
            memory.add(
                    Labels.of("service_name", "s"), (30 + block) * NANOS, "main;f" + block + " 1");
            sources.add(new FixedSource("b" + block, memory, reads));
        }
        ResultCache cache = new ResultCache(1 << 20);
        QueryEngine keeping = new QueryEngine(pool, cache);
        SeriesMatcher all = new SeriesMatcher(Selector.ALL);
        List<ProfileSource> some = sources.subList(0, 4);
        keeping.callTree(some, Selection.of(all, 0, 90 * NANOS), cancellation);
        long hits = cache.stats().hits();

        Selection later = Selection.of(all, 5 * NANOS, 95 * NANOS);
        assertThat(SelfValues.of(keeping.callTree(some, later, cancellation).build()))
                .isEqualTo(SelfValues.of(plain.callTree(some, later, cancellation).build()));
        assertThat(cache.stats().hits()).isEqualTo(hits + 1);

        assertThat(SelfValues.of(keeping.callTree(sources, later, cancellation).build()))
                .isEqualTo(SelfValues.of(plain.callTree(sources, later, cancellation).build()));
    }

    @Test
    void holdsNoMoreThanItsBytes() {
        ResultCache cache = new ResultCache(1000);
        for (int i = 0; i < 100; i++) {
            cache.keep(
                    new ResultCache.Key(i, i),
                    new PartialAnswer.OfStacks(
                            true, new long[] {0, 1, 2}, 3, new PartialAnswer.PeriodList()));
        }

        assertThat(cache.stats().weightBytes()).isBetween(500L, 1000L);
        assertThat(cache.stats().evictions()).isGreaterThan(90);
        assertThat(cache.find(new ResultCache.Key(99, 99), PartialAnswer.OfStacks.class))
                .isNotNull();
        assertThat(cache.find(new ResultCache.Key(1, 1), PartialAnswer.OfStacks.class)).isNull();
    }

    @Test
    void refusesANegativeSize() {
        assertThatThrownBy(() -> new ResultCache(-1))
                .hasMessage("cache has -1 bytes (expected 0 or more)");
    }
}
