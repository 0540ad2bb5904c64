// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.query.SeriesQuery.Aggregation;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A source of which times are hidden answers as a source that never had them.
@ExtendWith(Seeded.class)
final class HidingSourceTest {

    private static final long NANOS = 1_000_000;

    private final QueryPool pool = new QueryPool(2);
    private final QueryEngine engine = new QueryEngine(pool);
    private final Cancellation cancellation = Cancellation.after(Duration.ofMinutes(5));
    private final MemorySource all = new MemorySource();
    private final MemorySource shown = new MemorySource();
    private final Map<Labels, TimeRanges> hidden = new HashMap<>();

    @AfterEach
    void close() {
        pool.close();
    }

    private static TimeRanges ranges(RandomGenerator random) {
        List<TimeRanges> some = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long start = random.nextInt(10) == 0 ? Long.MIN_VALUE : random.nextLong(60) * NANOS;
            long end = random.nextInt(10) == 0 ? Long.MAX_VALUE : random.nextLong(70) * NANOS;
            some.add(TimeRanges.of(start, end));
        }
        return TimeRanges.union(some);
    }

    private ProfileSource fill(RandomGenerator random) {
        for (int p = random.nextInt(1, 60); p > 0; p--) {
            Labels labels =
                    Labels.of(
                            "service_name",
                            "s" + random.nextInt(3),
                            "pod",
                            "p" + random.nextInt(3));
            TimeRanges ranges = hidden.computeIfAbsent(labels, _ -> ranges(random));
            long time = random.nextLong(60) * NANOS + random.nextLong(2);
            String sample = "main;f" + random.nextInt(4) + " " + random.nextInt(1, 50);
            all.add(labels, time, sample);
            if (!ranges.contains(time)) {
                shown.add(labels, time, sample);
            }
        }
        return HidingSource.over(all, labels -> hidden.getOrDefault(labels, TimeRanges.NONE));
    }

    private static Selection selection(long start, long end) {
        return Selection.of(new SeriesMatcher(Selector.ALL), start, end);
    }

    private Map<String, Long> tree(ProfileSource source, Selection selection) throws IOException {
        return SelfValues.of(engine.callTree(List.of(source), selection, cancellation).build());
    }

    private String series(ProfileSource source, SeriesQuery query) throws IOException {
        StringBuilder text = new StringBuilder();
        for (PointSeries series : engine.series(List.of(source), query, cancellation)) {
            text.append(series.labels());
            for (int i = 0; i < series.size(); i++) {
                text.append(series.timeMillis(i)).append('=').append(series.value(i)).append(' ');
            }
        }
        return text.toString();
    }

    /// Sums and the period, as a merged profile takes them.
    private static final class Total implements StackSums {

        private long total;
        private long period;

        @Override
        public void add(StackTable stacks, Symbols symbols, long[] sums) {
            for (int stack = 0; stack < stacks.size(); stack++) {
                total += sums[stack];
            }
        }

        @Override
        public boolean needsPeriod() {
            return true;
        }

        @Override
        public void addPeriod(long timeNanos, long ofProfile) {
            period = Math.max(period, timeNanos + ofProfile);
        }
    }

    private String total(ProfileSource source, Selection selection) throws IOException {
        Total total = new Total();
        try (QueryPool one = new QueryPool(1)) {
            new QueryEngine(one).sum(List.of(source), selection, () -> total, cancellation);
        }
        return total.total + " " + total.period;
    }

    @RepeatedTest(200)
    void everyQuestionHasTheAnswerOfASourceWithoutIt(RandomGenerator random) throws IOException {
        ProfileSource hiding = fill(random);
        long start = random.nextLong(-5, 60) * NANOS;
        long end = start + random.nextLong(70) * NANOS;
        Selection selection = selection(start, end);
        SeriesQuery query =
                new SeriesQuery(
                        selection,
                        start / NANOS,
                        end / NANOS,
                        random.nextLong(1, 20),
                        List.of("pod"),
                        random.nextBoolean() ? Aggregation.SUM : Aggregation.AVERAGE);

        assertThat(total(hiding, selection)).isEqualTo(total(shown, selection));
        assertThat(tree(hiding, selection)).isEqualTo(tree(shown, selection));
        assertThat(series(hiding, query)).isEqualTo(series(shown, query));
        List<ProfileSource> one = List.of(hiding);
        List<ProfileSource> other = List.of(shown);
        assertThat(engine.labelSets(one, selection, List.of(), cancellation))
                .isEqualTo(engine.labelSets(other, selection, List.of(), cancellation));
        assertThat(engine.labelValues(one, selection, "pod", cancellation))
                .isEqualTo(engine.labelValues(other, selection, "pod", cancellation));
        assertThat(engine.labelNames(one, selection, cancellation))
                .isEqualTo(engine.labelNames(other, selection, cancellation));
    }

    @Test
    void aSourceOfWhichNothingIsHiddenIsItself() {
        all.add(Labels.of("service_name", "s"), 5, "main 1");

        assertThat(HidingSource.over(all, HiddenTimes.NOTHING)).isSameAs(all);
        assertThat(HidingSource.over(all, HiddenTimes.union(List.of(HiddenTimes.NOTHING))))
                .isSameAs(all);
    }

    @Test
    void whatSeveralHideIsHidden() {
        HiddenTimes early = _ -> TimeRanges.of(Long.MIN_VALUE, 4);
        HiddenTimes late = _ -> TimeRanges.of(3, 9);

        HiddenTimes both = HiddenTimes.union(List.of(early, HiddenTimes.NOTHING, late));

        assertThat(both.of(Labels.EMPTY)).isEqualTo(TimeRanges.of(Long.MIN_VALUE, 9));
        assertThat(both.mayHide(100, 200)).isTrue();
    }
}
