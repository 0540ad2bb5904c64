// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class FunctionFramesTest {

    private final StackFixture fixture = new StackFixture();

    /// Self and total by name, those of which both are 0 left out.
    private Map<String, List<Long>> costs(FunctionFrames frames) {
        Symbols symbols = fixture.symbols.snapshot();
        long[] selfs = new long[symbols.functionCount()];
        long[] totals = new long[symbols.functionCount()];
        frames.add(fixture.sums(), selfs, totals);
        Map<String, List<Long>> costs = new TreeMap<>();
        for (int f = 0; f < selfs.length; f++) {
            if (selfs[f] != 0 || totals[f] != 0) {
                String name = symbols.strings().get(symbols.functionName(f));
                assertThat(costs.put(name, List.of(selfs[f], totals[f]))).isNull();
            }
        }
        return costs;
    }

    private Map<String, List<Long>> all() {
        return costs(FunctionFrames.all(fixture.stacks.snapshot(), fixture.symbols.snapshot()));
    }

    @Test
    void aRecursiveFunctionCountsOnceAStack() {
        fixture.add("main;walk;walk;walk", 3).add("main;walk", 4);

        assertThat(all())
                .containsOnly(
                        Map.entry("main", List.of(0L, 7L)), Map.entry("walk", List.of(7L, 7L)));
    }

    @Test
    void inlinedCallsAreFrames() {
        fixture.add("main;outer+inner", 5);

        assertThat(all())
                .containsOnly(
                        Map.entry("main", List.of(0L, 5L)),
                        Map.entry("outer", List.of(0L, 5L)),
                        Map.entry("inner", List.of(5L, 5L)));
    }

    @Test
    void functionsOfOneNameAreOne() {
        fixture.add("main;add@list;add@set", 5).add("add@set", 2);

        assertThat(all())
                .containsOnly(
                        Map.entry("main", List.of(0L, 5L)), Map.entry("add", List.of(7L, 7L)));
    }

    @Test
    void aNamelessLeafCountsForTheFrameAboveIt() {
        fixture.add("main;work;", 5).add("", 9);

        assertThat(all())
                .containsOnly(
                        Map.entry("main", List.of(0L, 5L)), Map.entry("work", List.of(5L, 5L)));
    }

    @Test
    void stacksWithoutFunctionsHaveNoCosts() {
        assertThat(all()).isEmpty();
    }

    @RepeatedTest(200)
    void costsAreThoseOfEveryStackByItself(RandomGenerator random) {
        Map<String, List<Long>> expected = new TreeMap<>();
        for (int i = random.nextInt(0, 50); i > 0; i--) {
            String stack =
                    Stream.generate(() -> location(random))
                            .limit(random.nextInt(1, 8))
                            .collect(Collectors.joining(";"));
            long value = random.nextLong(1, 100);
            fixture.add(stack, value);
            count(stack, value, expected);
        }
        StackTable stacks = fixture.stacks.snapshot();
        Symbols symbols = fixture.symbols.snapshot();

        assertThat(all()).isEqualTo(expected);

        boolean[] isWanted = new boolean[symbols.functionCount()];
        for (int f = 0; f < isWanted.length; f++) {
            isWanted[f] = symbols.strings().get(symbols.functionName(f)).compareTo("c") < 0;
        }
        expected.keySet().removeIf(name -> name.compareTo("c") >= 0);
        assertThat(costs(FunctionFrames.some(stacks, symbols, isWanted))).isEqualTo(expected);
    }

    private static String location(RandomGenerator random) {
        int frames = random.nextInt(4) == 0 ? random.nextInt(0, 4) : 1;
        return Stream.generate(() -> "abcdef".charAt(random.nextInt(6)) + "@" + random.nextInt(2))
                .limit(frames)
                .collect(Collectors.joining("+"));
    }

    private static void count(String stack, long value, Map<String, List<Long>> costs) {
        List<String> names =
                Stream.of(stack.split("[;+]", -1))
                        .filter(frame -> !frame.isEmpty())
                        .map(frame -> frame.substring(0, 1))
                        .toList();
        for (String name : new TreeSet<>(names)) {
            long self = names.getLast().equals(name) ? value : 0;
            costs.merge(name, List.of(self, value), FunctionFramesTest::plus);
        }
    }

    private static List<Long> plus(List<Long> a, List<Long> b) {
        return Arrays.asList(a.get(0) + b.get(0), a.get(1) + b.get(1));
    }
}
