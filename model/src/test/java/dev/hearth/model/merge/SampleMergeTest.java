// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import dev.hearth.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class SampleMergeTest {

    @Test
    void addsUpEqualStacks() {
        Samples merged =
                SampleMerge.merge(
                        List.of(
                                new Samples(new int[] {1, 3}, new long[] {1, 2}, null, null),
                                new Samples(new int[] {2, 3}, new long[] {4, 8}, null, null)));

        assertThat(merged.stacks()).containsExactly(1, 2, 3);
        assertThat(merged.values()).containsExactly(1, 4, 10);
        assertThat(merged.spans()).isNull();
    }

    @Test
    void keepsSpansApart() {
        Samples merged =
                SampleMerge.merge(
                        List.of(
                                new Samples(new int[] {1}, new long[] {1}, new long[] {7}, null),
                                new Samples(new int[] {1}, new long[] {2}, null, null)));

        assertThat(merged.spans()).containsExactly(0, 7);
        assertThat(merged.values()).containsExactly(2, 1);
    }

    @Test
    void aSumThatDoesNotFitIsTheLargestNumber() {
        Samples one = new Samples(new int[] {1}, new long[] {Long.MAX_VALUE}, null, null);

        assertThat(SampleMerge.merge(List.of(one, one)).values()).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void keepsAllObservationsInOrderOfTime() {
        SampleTimes one = new SampleTimes(new int[] {0, 2}, new long[] {5, 9}, new long[] {1, 1});
        SampleTimes two =
                new SampleTimes(new int[] {1, 3}, new long[] {4, 5, 7}, new long[] {1, 2, 1});
        Samples merged =
                SampleMerge.merge(
                        List.of(
                                new Samples(new int[] {1, 3}, new long[] {1, 2}, null, null, one),
                                new Samples(new int[] {2, 3}, new long[] {4, 8}, null, null, two),
                                new Samples(new int[] {0, 3}, new long[] {1, 1}, null, null)));

        SampleTimes times = Objects.requireNonNull(merged.times());
        assertThat(merged.stacks()).containsExactly(0, 1, 2, 3);
        assertThat(times.ends()).containsExactly(0, 0, 1, 5);
        assertThat(times.nanos()).containsExactly(4, 5, 5, 7, 9);
        assertThat(times.values()).containsExactly(1, 1, 2, 1, 1);
    }

    @Test
    void observationsNeverComeToMoreThanASumThatDoesNotFit() {
        SampleTimes all =
                new SampleTimes(new int[] {1}, new long[] {5}, new long[] {Long.MAX_VALUE});
        Samples one = new Samples(new int[] {1}, new long[] {Long.MAX_VALUE}, null, null, all);

        SampleTimes times = Objects.requireNonNull(SampleMerge.merge(List.of(one, one)).times());

        assertThat(times.values()).containsExactly(Long.MAX_VALUE);
    }

    @RepeatedTest(100)
    void agreesWithAMap(RandomGenerator random) {
        List<Samples> parts = new ArrayList<>();
        Map<List<Long>, Long> expected = new TreeMap<>(SampleMergeTest::compare);
        for (int part = 0; part < 1 + random.nextInt(5); part++) {
            Map<List<Long>, Long> rows = new TreeMap<>(SampleMergeTest::compare);
            boolean hasSpans = random.nextBoolean();
            boolean hasTraces = random.nextBoolean();
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
                long span = hasSpans ? random.nextInt(-1, 2) : 0;
                long high = hasTraces ? random.nextInt(-1, 2) : 0;
                long low = hasTraces ? random.nextInt(2) : 0;
                rows.put(
                        List.of((long) random.nextInt(4), span, high, low), 1L + random.nextInt(9));
            }
            rows.forEach((key, value) -> expected.merge(key, value, Long::sum));
            parts.add(samples(rows, hasSpans, hasTraces));
        }

        assertThat(rows(SampleMerge.merge(parts))).isEqualTo(expected);
    }

    private static int compare(List<Long> a, List<Long> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = Long.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static Samples samples(
            Map<List<Long>, Long> rows, boolean hasSpans, boolean hasTraces) {
        int[] stacks = new int[rows.size()];
        long[] values = new long[rows.size()];
        long[] spans = new long[rows.size()];
        long[] traces = new long[2 * rows.size()];
        int i = 0;
        for (Map.Entry<List<Long>, Long> row : rows.entrySet()) {
            stacks[i] = Math.toIntExact(row.getKey().get(0));
            spans[i] = row.getKey().get(1);
            traces[2 * i] = row.getKey().get(2);
            traces[2 * i + 1] = row.getKey().get(3);
            values[i++] = row.getValue();
        }
        return new Samples(stacks, values, hasSpans ? spans : null, hasTraces ? traces : null);
    }

    private static Map<List<Long>, Long> rows(Samples samples) {
        Map<List<Long>, Long> rows = new TreeMap<>(SampleMergeTest::compare);
        for (int i = 0; i < samples.size(); i++) {
            List<Long> key =
                    List.of(
                            (long) samples.stacks()[i],
                            at(samples.spans(), i),
                            at(samples.traces(), 2 * i),
                            at(samples.traces(), 2 * i + 1));
            assertThat(rows.put(key, samples.values()[i])).isNull();
        }
        return rows;
    }

    private static long at(long @Nullable [] column, int index) {
        return column == null ? 0 : column[index];
    }
}
