// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.CallTree;
import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import dev.hearth.query.SeriesQuery.Aggregation;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/// The engine against maps of stacks: several sources, services, pods and times.
@ExtendWith(Seeded.class)
final class EngineAgainstNaiveTest {

    private record Sample(String service, String pod, long time, String stack, long value) {}

    private final QueryPool pool = new QueryPool(2);
    private final QueryEngine engine = new QueryEngine(pool);
    private final List<MemorySource> sources = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Cancellation cancellation = Cancellation.after(Duration.ofMinutes(5));

    @AfterEach
    void close() {
        pool.close();
    }

    private void fill(RandomGenerator random) {
        for (int s = random.nextInt(1, 5); s > 0; s--) {
            sources.add(new MemorySource());
        }
        for (int p = random.nextInt(0, 60); p > 0; p--) {
            String service = "s" + random.nextInt(4);
            String pod = "p" + random.nextInt(3);
            long time = random.nextLong(0, 100_000_000);
            String[] texts = new String[random.nextInt(1, 6)];
            for (int i = 0; i < texts.length; i++) {
                StringBuilder stack = new StringBuilder("f" + random.nextInt(3));
                for (int d = random.nextInt(0, 5); d > 0; d--) {
                    stack.append(";f").append(random.nextInt(3));
                }
                long value = random.nextLong(1, 100);
                texts[i] = stack + " " + value;
                samples.add(new Sample(service, pod, time, stack.toString(), value));
            }
            Labels labels = Labels.of("service_name", service, "pod", pod);
            sources.get(random.nextInt(sources.size())).add(labels, time, texts);
        }
    }

    private static boolean matches(Sample sample, long startMillis, long endMillis) {
        return !sample.service().equals("s3")
                && !sample.pod().equals("p0")
                && sample.time() >= startMillis * 1_000_000
                && sample.time() <= endMillis * 1_000_000;
    }

    private static Selection selection(long startMillis, long endMillis) {
        Selector selector = Selector.parse("{service_name!=\"s3\",pod=~\"p[12]\"}");
        return Selection.of(
                new SeriesMatcher(selector), startMillis * 1_000_000, endMillis * 1_000_000);
    }

    @RepeatedTest(100)
    void aTreeHasTheSelfValueOfEveryStack(RandomGenerator random) throws IOException {
        fill(random);
        long start = random.nextLong(0, 50);
        long end = start + random.nextLong(0, 60);
        Map<String, Long> expected = new TreeMap<>();
        for (Sample sample : samples) {
            if (matches(sample, start, end)) {
                expected.merge(sample.stack(), sample.value(), Long::sum);
            }
        }

        CallTree tree =
                engine.callTree(List.copyOf(sources), selection(start, end), cancellation).build();

        Map<String, Long> found = new TreeMap<>();
        String[] paths = new String[tree.size()];
        paths[0] = "";
        for (int node = 0; node < tree.size(); node++) {
            long below = 0;
            for (int child = tree.childStart(node); child < tree.childEnd(node); child++) {
                String name = tree.strings().get(tree.name(child));
                paths[child] = paths[node].isEmpty() ? name : paths[node] + ";" + name;
                below += tree.total(child);
            }
            assertThat(tree.total(node)).isEqualTo(below + tree.self(node));
            if (tree.self(node) > 0) {
                found.put(paths[node], tree.self(node));
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    @RepeatedTest(100)
    void seriesHaveTheSumOfEveryPoint(RandomGenerator random) throws IOException {
        fill(random);
        long start = random.nextLong(1, 50);
        long end = start + random.nextLong(0, 60);
        long step = random.nextLong(1, 20);
        Map<String, Map<Long, Double>> expected = new TreeMap<>();
        for (Sample sample : samples) {
            for (long t = start; t <= end; t += step) {
                boolean isFirst = t == start && sample.time() == (t - step) * 1_000_000;
                boolean isIn =
                        sample.time() > (t - step) * 1_000_000 && sample.time() <= t * 1_000_000;
                if (matches(sample, start - step, end) && (isFirst || isIn)) {
                    expected.computeIfAbsent(sample.pod(), _ -> new TreeMap<>())
                            .merge(t, (double) sample.value(), Double::sum);
                }
            }
        }

        SeriesQuery query =
                new SeriesQuery(
                        selection(start - step, end),
                        start,
                        end,
                        step,
                        List.of("pod"),
                        Aggregation.SUM);
        Map<String, Map<Long, Double>> found = new TreeMap<>();
        double last = Double.MAX_VALUE;
        for (PointSeries series : engine.series(List.copyOf(sources), query, cancellation)) {
            Map<Long, Double> points = new TreeMap<>();
            for (int i = 0; i < series.size(); i++) {
                points.put(series.timeMillis(i), series.value(i));
            }
            found.put(series.labels().get(1), points);
            assertThat(series.sum()).isLessThanOrEqualTo(last);
            last = series.sum();
        }
        assertThat(found).isEqualTo(expected);
    }
}
