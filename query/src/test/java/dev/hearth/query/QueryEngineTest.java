// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.CallSite;
import dev.hearth.model.CallTree;
import dev.hearth.model.FlameGraph;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Selector;
import dev.hearth.query.SeriesQuery.Aggregation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class QueryEngineTest {

    private static final Labels A1 = Labels.of("service_name", "a", "pod", "1");
    private static final Labels A2 = Labels.of("service_name", "a", "pod", "2", "zone", "z");
    private static final Labels B = Labels.of("service_name", "b");
    private static final SampleFilter ALL = new SampleFilter.All();

    private final QueryPool pool = new QueryPool(3);
    private final QueryEngine engine = new QueryEngine(pool);
    private final Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));
    private final MemorySource head = new MemorySource();
    private final MemorySource segment = new MemorySource();

    @AfterEach
    void close() {
        pool.close();
    }

    private static long ms(long millis) {
        return millis * 1_000_000;
    }

    private static Selection select(String selector, long startMillis, long endMillis) {
        SeriesMatcher series = new SeriesMatcher(Selector.parse(selector));
        return Selection.of(series, ms(startMillis), ms(endMillis));
    }

    private List<String> tree(Selection selection) throws IOException {
        CallTree tree = engine.callTree(List.of(head, segment), selection, cancellation).build();
        FlameGraph graph = FlameGraph.of(tree, 0);
        List<String> lines = new ArrayList<>();
        lines.add("total " + graph.total());
        for (int node = 1; node < tree.size(); node++) {
            String name = tree.strings().get(tree.name(node));
            lines.add("%s %d/%d".formatted(name, tree.self(node), tree.total(node)));
        }
        return lines;
    }

    @Test
    void addsUpEverySourceAndService() throws IOException {
        segment.add(A1, ms(1), "main;x 1", "main;y 2");
        segment.add(B, ms(2), "main;y 4");
        head.add(A1, ms(3), "main;x 8", "main 16");

        assertThat(tree(select("{}", 1, 3)))
                .containsExactly("total 31", "main 16/31", "x 9/9", "y 6/6");
        assertThat(tree(select("{service_name=\"b\"}", 1, 3)))
                .containsExactly("total 4", "main 0/4", "y 4/4");
        assertThat(tree(select("{pod!=\"\"}", 1, 3))).startsWith("total 27");
    }

    @Test
    void includesBothEndsToTheNanosecond() throws IOException {
        head.add(A1, ms(10) - 1, "f 1");
        head.add(A1, ms(10), "f 2");
        head.add(A1, ms(20), "f 4");
        head.add(A1, ms(20) + 1, "f 8");

        assertThat(tree(select("{}", 10, 20))).startsWith("total 6");
    }

    @Test
    void answersNothingFromNothing() throws IOException {
        assertThat(tree(select("{}", 0, 100))).containsExactly("total 0");
        assertThat(engine.labelNames(List.of(), select("{}", 0, 1), cancellation)).isEmpty();
    }

    @Test
    void countsChosenProfilesSpansAndStacks() throws IOException {
        ProfileId id = head.add(A1, ms(1), "main;x 1 span=7", "main;y 2 span=8", "main 4");
        head.add(A1, ms(2), "main;x 16 span=7", "other;x 32");
        SeriesMatcher all = new SeriesMatcher(Selector.ALL);
        SampleFilter spans = new SampleFilter.Spans(Set.of(7L));
        CallSite site = new CallSite(List.of("main", "x"));

        assertThat(tree(new Selection(all, 0, ms(9), Set.of(id), ALL, CallSite.ANY)))
                .startsWith("total 7");
        assertThat(tree(new Selection(all, 0, ms(9), Set.of(), spans, CallSite.ANY)))
                .containsExactly("total 17", "main 0/17", "x 17/17");
        assertThat(tree(new Selection(all, 0, ms(9), Set.of(), ALL, site)))
                .containsExactly("total 17", "main 0/17", "x 17/17");
    }

    @Test
    void tellsLabelsOfSeriesWithAProfileInTheRange() throws IOException {
        segment.add(A1, ms(1), "f 1");
        segment.add(A2, ms(5), "f 1");
        head.add(B, ms(9), "f 1");
        List<ProfileSource> sources = List.of(segment, head);

        assertThat(engine.labelNames(sources, select("{}", 0, 4), cancellation))
                .containsExactly("pod", "service_name");
        assertThat(engine.labelNames(sources, select("{}", 0, 9), cancellation))
                .containsExactly("pod", "service_name", "zone");
        assertThat(engine.labelValues(sources, select("{}", 0, 9), "pod", cancellation))
                .containsExactly("1", "2");
        assertThat(engine.labelValues(sources, select("{}", 2, 9), "pod", cancellation))
                .containsExactly("2");
        assertThat(engine.labelValues(sources, select("{}", 0, 9), "none", cancellation)).isEmpty();
    }

    @Test
    void tellsDifferentLabelSets() throws IOException {
        segment.add(A2, ms(5), "f 1");
        segment.add(A1, ms(1), "f 1");
        head.add(A1, ms(2), "f 1");
        head.add(B, ms(9), "f 1");
        List<ProfileSource> sources = List.of(head, segment);
        Selection all = select("{}", 0, 9);

        assertThat(engine.labelSets(sources, all, List.of(), cancellation))
                .containsExactly(A1, A2, B);
        assertThat(engine.labelSets(sources, all, List.of("zone", "pod"), cancellation))
                .containsExactly(Labels.of("pod", "1"), Labels.of("pod", "2", "zone", "z"));
        assertThat(engine.labelSets(sources, all, List.of("nope"), cancellation)).isEmpty();
    }

    private List<String> series(
            Selection selection, long start, long end, long step, Aggregation how, String... by)
            throws IOException {
        SeriesQuery query = new SeriesQuery(selection, start, end, step, List.of(by), how);
        List<String> lines = new ArrayList<>();
        for (PointSeries one : engine.series(List.of(head, segment), query, cancellation)) {
            StringBuilder line = new StringBuilder(one.labels().toString());
            for (int i = 0; i < one.size(); i++) {
                line.append(' ').append(one.timeMillis(i)).append('=').append(one.value(i));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    @Test
    void putsProfilesToThePointAtOrAfterThem() throws IOException {
        // grid 100, 110, 120; the range ends at 125
        long[] times = {ms(90), ms(90) + 1, ms(100), ms(100) + 1, ms(110), ms(120), ms(120) + 1};
        for (int i = 0; i < times.length; i++) {
            segment.add(A1, times[i], "f " + (1 << i));
        }
        segment.add(A1, ms(90) - 1, "f 1000");
        Selection selection = select("{}", 90, 125);

        assertThat(series(selection, 100, 125, 10, Aggregation.SUM))
                .containsExactly("[] 100=7.0 110=24.0 120=32.0");
        assertThat(series(selection, 100, 125, 10, Aggregation.AVERAGE))
                .containsExactly("[] 100=%s 110=12.0 120=32.0".formatted(7.0 / 3));
    }

    @Test
    void leavesEmptyPointsAndEmptySeriesOut() throws IOException {
        head.add(A1, ms(100), "f 1");
        head.add(A1, ms(130), "f 2");
        head.add(B, ms(139), "f 4");

        assertThat(series(select("{}", 90, 139), 100, 139, 10, Aggregation.SUM, "service_name"))
                .containsExactly("[service_name, a] 100=1.0 130=2.0");
    }

    @Test
    void ordersSeriesByTheirSumThenByLabels() throws IOException {
        head.add(A1, ms(1), "f 1");
        segment.add(A2, ms(1), "f 5");
        head.add(B, ms(1), "f 1");
        Selection all = select("{}", 0, 10);

        assertThat(series(all, 1, 10, 1, Aggregation.SUM, "zone", "service_name"))
                .containsExactly(
                        "[zone, z, service_name, a] 1=5.0",
                        "[service_name, a] 1=1.0",
                        "[service_name, b] 1=1.0");
        assertThat(series(all, 1, 10, 1, Aggregation.SUM, "nope")).containsExactly("[] 1=7.0");
    }

    @Test
    void countsOnlyChosenStacksInASeries() throws IOException {
        head.add(A1, ms(5), "main;x 1", "main;y 2");
        head.add(A1, ms(6), "main;x 4");
        head.add(A1, ms(15), "main;y 8");
        Selection selection =
                new Selection(
                        new SeriesMatcher(Selector.ALL),
                        0,
                        ms(30),
                        Set.of(),
                        ALL,
                        new CallSite(List.of("main", "x")));

        assertThat(series(selection, 10, 30, 10, Aggregation.SUM)).containsExactly("[] 10=5.0");
    }

    @Test
    void takesAnyGridWithoutRoomForIt() throws IOException {
        head.add(A1, ms(5), "f 1");

        assertThat(series(select("{}", 0, 1L << 40), 1, 1L << 40, 1, Aggregation.SUM))
                .containsExactly("[] 5=1.0");
    }

    @Test
    void aWorkerThatHangsIsInterruptedAtTheDeadlineAndWhenItIsCancelled() throws Exception {
        for (boolean isCancelled : new boolean[] {false, true}) {
            Cancellation soon =
                    Cancellation.after(isCancelled ? Duration.ofMinutes(9) : Duration.ofMillis(50));
            CountDownLatch isInterrupted = new CountDownLatch(1);
            assertThatThrownBy(() ->
                            pool.<QueryPool.Worker>run(
                                    1,
                                    () -> _ -> hang(isCancelled, soon, isInterrupted),
                                    soon,
                                    SourceFailures.FATAL))
                    .isInstanceOf(QueryAbortedException.class);
            assertThat(isInterrupted.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static void hang(boolean isCancelled, Cancellation query, CountDownLatch interrupted) {
        if (isCancelled) {
            query.cancel();
        }
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            interrupted.countDown();
        }
    }

    @Test
    void stopsWhenItIsCancelledOrLate() {
        head.add(A1, ms(1), "f 1");
        Cancellation late = Cancellation.after(Duration.ofNanos(-1));
        Cancellation cancelled = Cancellation.after(Duration.ofMinutes(1));
        cancelled.cancel();

        assertThatThrownBy(() -> engine.callTree(List.of(head), select("{}", 0, 9), late))
                .isInstanceOf(QueryAbortedException.class)
                .extracting("reason")
                .isEqualTo(QueryAbortedException.Reason.DEADLINE);
        assertThatThrownBy(() -> engine.callTree(List.of(head), select("{}", 0, 9), cancelled))
                .isInstanceOf(QueryAbortedException.class)
                .extracting("reason")
                .isEqualTo(QueryAbortedException.Reason.CANCELLED);
    }
}
