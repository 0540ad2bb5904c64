// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import dev.hearth.query.FunctionQuery.Order;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class FunctionSearchTest {

    private static final long MINUTE = 60_000_000_000L;
    private static final long HOUR = HourlyCosts.HOUR_NANOS;

    private record Sample(Labels labels, long time, String stack, long value) {}

    private final QueryPool pool = new QueryPool(2);
    private final QueryEngine engine = new QueryEngine(pool);
    private final List<MemorySource> plain = new ArrayList<>();
    private final List<CostedSource> costed = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();

    @AfterEach
    void close() {
        pool.close();
    }

    private FunctionAnswer ask(FunctionQuery query) throws IOException {
        return ask(query, HiddenTimes.NOTHING);
    }

    private FunctionAnswer ask(FunctionQuery query, HiddenTimes hidden) throws IOException {
        List<ProfileSource> all = new ArrayList<>(plain);
        all.addAll(costed);
        List<ProfileSource> sources =
                all.stream().map(source -> HidingSource.over(source, hidden)).toList();
        return engine.functions(sources, query, Cancellation.after(Duration.ofMinutes(5)));
    }

    private static FunctionQuery all(String functions, long start, long end, long step) {
        return query("{}", functions, start, end, step, 1000, Order.TOTAL);
    }

    private static FunctionQuery query(
            String selector,
            String functions,
            long start,
            long end,
            long step,
            int limit,
            Order order) {
        return new FunctionQuery(
                new SeriesMatcher(Selector.parse(selector)),
                FunctionPattern.of(functions),
                start,
                end,
                step,
                limit,
                order);
    }

    private void fill(RandomGenerator random, long from, long to) {
        for (int s = random.nextInt(0, 3); s > 0; s--) {
            plain.add(new MemorySource());
        }
        for (int s = random.nextInt(1, 3); s > 0; s--) {
            costed.add(new CostedSource());
        }
        for (int p = random.nextInt(0, 60); p > 0; p--) {
            Labels labels =
                    Labels.of(
                            "service_name",
                            "s" + random.nextInt(3),
                            "pod",
                            "p" + random.nextInt(2),
                            "__profile_type__",
                            "t" + random.nextInt(2));
            boolean isRound = random.nextInt(4) == 0;
            long time = random.nextLong(from, to);
            add(random, labels, isRound ? Math.floorDiv(time, HOUR) * HOUR : time);
        }
    }

    private void add(RandomGenerator random, Labels labels, long time) {
        String[] texts = new String[random.nextInt(1, 6)];
        for (int i = 0; i < texts.length; i++) {
            StringBuilder stack = new StringBuilder("f" + random.nextInt(4));
            for (int d = random.nextInt(0, 6); d > 0; d--) {
                stack.append(random.nextInt(3) == 0 ? "+f" : ";f").append(random.nextInt(4));
            }
            long value = random.nextLong(1, 100);
            texts[i] = stack + " " + value;
            samples.add(new Sample(labels, time, stack.toString(), value));
        }
        int source = random.nextInt(plain.size() + costed.size());
        if (source < plain.size()) {
            plain.get(source).add(labels, time, texts);
        } else {
            costed.get(source - plain.size()).add(labels, time, texts);
        }
    }

    /// Lines `function service type point: self total`, and such without a point for all time.
    private Map<String, List<Long>> expected(FunctionQuery query, String pod, String functions) {
        Map<String, List<Long>> lines = new TreeMap<>();
        for (Sample sample : samples) {
            if (sample.time() < query.startNanos()
                    || sample.time() > query.endNanos()
                    || !sample.labels().getOrEmpty("pod").matches(pod)) {
                continue;
            }
            List<String> frames = Arrays.asList(sample.stack().split("[;+]"));
            long point = Math.floorDiv(sample.time(), query.stepNanos()) * query.stepNanos();
            for (String name : new HashSet<>(frames)) {
                if (Pattern.compile(functions).matcher(name).find()) {
                    long self = frames.getLast().equals(name) ? sample.value() : 0;
                    String key = name + " " + group(sample.labels());
                    List<Long> cost = List.of(self, sample.value());
                    lines.merge(key, cost, FunctionSearchTest::plus);
                    lines.merge(key + " " + point, cost, FunctionSearchTest::plus);
                }
            }
        }
        return lines;
    }

    private static String group(Labels labels) {
        return labels.getOrEmpty("service_name") + " " + labels.getOrEmpty("__profile_type__");
    }

    private static List<Long> plus(List<Long> a, List<Long> b) {
        return List.of(a.get(0) + b.get(0), a.get(1) + b.get(1));
    }

    private static Map<String, List<Long>> lines(FunctionAnswer answer) {
        Map<String, List<Long>> lines = new TreeMap<>();
        for (FunctionCost cost : answer.functions()) {
            CostGroup group = cost.group();
            String key = cost.function() + " " + group.service() + " " + group.profileType();
            lines.put(key, List.of(cost.self(), cost.total()));
            for (int i = 0; i < cost.points(); i++) {
                lines.put(key + " " + cost.timeNanos(i), List.of(cost.self(i), cost.total(i)));
            }
        }
        return lines;
    }

    @RepeatedTest(300)
    void costsAreThoseOfEverySampleByItself(RandomGenerator random) throws IOException {
        long from = random.nextLong(-100, 100) * HOUR;
        long length = random.nextLong(1, random.nextBoolean() ? 100 * HOUR : 90 * MINUTE);
        fill(random, from, from + length);
        long start = from + random.nextLong(-length / 4 - 1, length);
        long end = start + random.nextLong(0, length);
        if (random.nextBoolean()) {
            start = Math.floorDiv(start, HOUR) * HOUR;
            end = Math.ceilDiv(end, HOUR) * HOUR - random.nextInt(2);
        }
        long[] steps = {HOUR, 2 * HOUR, 24 * HOUR, 90 * MINUTE, 1000 * HOUR, 5 * MINUTE};
        long step =
                random.nextBoolean()
                        ? steps[random.nextInt(6)]
                        : random.nextLong(MINUTE, length + MINUTE);
        String pod = random.nextBoolean() ? "p0|p1" : "p1";
        String functions = random.nextBoolean() ? "" : "[13]$";

        FunctionQuery query =
                query("{pod=~\"" + pod + "\"}", functions, start, end, step, 1000, Order.TOTAL);

        Map<String, List<Long>> expected = expected(query, pod, functions);
        FunctionAnswer answer = ask(query);
        assertThat(lines(answer)).isEqualTo(expected);
        Map<String, Long> totals = new TreeMap<>();
        for (Sample sample : samples) {
            if (sample.time() >= start
                    && sample.time() <= end
                    && sample.labels().getOrEmpty("pod").matches(pod)) {
                totals.merge(group(sample.labels()), sample.value(), Long::sum);
            }
        }
        Map<String, Long> found = new TreeMap<>();
        answer.totals()
                .forEach((group, sum) ->
                        found.put(group.service() + " " + group.profileType(), sum));
        assertThat(found).isEqualTo(totals);
    }

    @RepeatedTest(100)
    void whatIsHiddenOfAPodDoesNotCount(RandomGenerator random) throws IOException {
        fill(random, 0, 20 * HOUR);
        long from = random.nextLong(-HOUR, 20 * HOUR);
        long to = from + random.nextLong(0, 5 * HOUR);
        HiddenTimes hidden =
                labels ->
                        labels.getOrEmpty("pod").equals("p0")
                                ? TimeRanges.of(from, to)
                                : TimeRanges.NONE;
        samples.removeIf(sample ->
                sample.labels().getOrEmpty("pod").equals("p0")
                        && sample.time() >= from
                        && sample.time() <= to);
        FunctionQuery query = all("", 0, 30 * HOUR, HOUR);

        assertThat(lines(ask(query, hidden))).isEqualTo(expected(query, ".*", ""));
    }

    @RepeatedTest(50)
    void theLargestComeFirstAndTheRestIsCounted(RandomGenerator random) throws IOException {
        fill(random, 0, 10 * HOUR);
        Order order = random.nextBoolean() ? Order.TOTAL : Order.SELF;
        int limit = random.nextInt(1, 20);
        FunctionQuery some = query("{}", "", 0, 10 * HOUR, HOUR, limit, order);
        FunctionQuery every = query("{}", "", 0, 10 * HOUR, HOUR, 1000, order);

        FunctionAnswer cut = ask(some);
        FunctionAnswer whole = ask(every);

        List<Long> values =
                whole.functions().stream()
                        .map(f -> order == Order.TOTAL ? f.total() : f.self())
                        .toList();
        assertThat(values).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(cut.functions().stream().map(FunctionSearchTest::key).toList())
                .isEqualTo(
                        whole.functions().stream()
                                .limit(limit)
                                .map(FunctionSearchTest::key)
                                .toList());
        assertThat(cut.found()).isEqualTo(whole.found()).isEqualTo(whole.functions().size());
    }

    private static String key(FunctionCost cost) {
        return cost.function() + cost.group() + cost.self() + " " + cost.total();
    }

    @Test
    void aPatternIsFoundAnywhereInAName() throws IOException {
        MemorySource source = new MemorySource();
        source.add(Labels.of("service_name", "a"), 5, "main;http.(*Server).Serve;json.Encode 7");
        plain.add(source);

        assertThat(names("Server")).containsExactly("http.(*Server).Serve");
        assertThat(names("^json|^main$")).containsExactly("json.Encode", "main");
        assertThat(names("(?i)ENCODE")).containsExactly("json.Encode");
        assertThat(names("Serv.*x")).isEmpty();
    }

    private List<String> names(String pattern) throws IOException {
        return ask(all(pattern, 0, 10, 10)).functions().stream()
                .map(FunctionCost::function)
                .toList();
    }

    @Test
    void seriesWithoutStacksHaveNoPart() throws IOException {
        CostedSource source = new CostedSource();
        source.add(Labels.of("service_name", "a"), 5, "main 7");
        source.add(Labels.of("service_name", "a", "__sampled__", "true"), 5, " 8");
        costed.add(source);

        FunctionAnswer answer = ask(query("{__sampled__!=\"true\"}", "", 0, 10, 3, 10, Order.SELF));

        assertThat(answer.totals()).containsExactly(Map.entry(new CostGroup("a", ""), 7L));
        assertThat(answer.functions().getFirst().total()).isEqualTo(7);
    }

    @Test
    void labelsAreReadOnceForTheFunctionsAndTheirPointsTogether() throws IOException {
        CostedSource source = new CostedSource();
        for (int pod = 0; pod < 10; pod++) {
            source.add(Labels.of("service_name", "a", "pod", "p" + pod), 5 + pod, "main;f 7");
        }
        costed.add(source);

        assertThat(ask(all("", 0, 100, 10)).found()).isEqualTo(2);
        // Once to choose, once to group the totals, once for the functions.
        assertThat(source.labelsRead()).isEqualTo(30);
    }

    @Test
    void anyTimesAreTaken() throws IOException {
        MemorySource source = new MemorySource();
        source.add(Labels.of("service_name", "a"), 5, "main 7");
        plain.add(source);

        for (long step : new long[] {1L << 40, Long.MAX_VALUE}) {
            FunctionAnswer answer = ask(all("", Long.MIN_VALUE, Long.MAX_VALUE, step));
            assertThat(answer.functions().getFirst().total()).isEqualTo(7);
        }
    }

    @Test
    void aPatternThatIsTooLargeOrDoesNotParseIsRefused() {
        assertThatThrownBy(() -> FunctionPattern.of("((a{1000}){1000}){1000}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FunctionPattern.of("a("))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected RE2 syntax");
    }
}
