// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class SymbolsBuilderTest {

    @Test
    void beginsWithTheEmptyString() {
        SymbolsBuilder symbols = new SymbolsBuilder();

        assertThat(symbols.string("")).isZero();
        assertThat(symbols.snapshot().strings().size()).isEqualTo(1);
        assertThat(symbols.snapshot().strings().get(0)).isEmpty();
    }

    @RepeatedTest(20)
    void givesEachStringOneDenseId(RandomGenerator random) {
        SymbolsBuilder symbols = new SymbolsBuilder();
        Map<String, Integer> ids = new HashMap<>(Map.of("", 0));
        for (int i = 0; i < 3_000; i++) {
            String text = Batches.text(random);
            byte[] utf8 = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
            int expected = ids.computeIfAbsent(text, _ -> ids.size());
            int id =
                    random.nextBoolean()
                            ? symbols.string(text)
                            : symbols.string(utf8, 1, utf8.length - 2);
            assertThat(id).isEqualTo(expected);
        }

        StringTable table = symbols.snapshot().strings();
        assertThat(table.size()).isEqualTo(ids.size());
        ids.forEach((text, id) -> {
            assertThat(table.get(id)).isEqualTo(text);
            assertThat(table.length(id)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        });
    }

    @RepeatedTest(20)
    void givesEachFunctionMappingAndLocationOneDenseId(RandomGenerator random) {
        SymbolsBuilder symbols = new SymbolsBuilder();
        Map<List<Long>, Integer> functions = new HashMap<>();
        Map<List<Long>, Integer> mappings = new HashMap<>();
        Map<String, Integer> locations = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            int a = random.nextInt(6);
            int b = random.nextInt(6);
            long c = Batches.edge(random);
            assertThat(symbols.function(a, b, a, c))
                    .isEqualTo(
                            functions.computeIfAbsent(
                                    List.of((long) a, (long) b, c), _ -> functions.size()));
            assertThat(symbols.mapping(c, a, b, a, b, 3))
                    .isEqualTo(
                            mappings.computeIfAbsent(
                                    List.of((long) a, (long) b, c), _ -> mappings.size()));
            int[] lineFunctions = random.ints(random.nextInt(3), 0, 2).toArray();
            long[] numbers = random.longs(lineFunctions.length, 0, 2).toArray();
            String key = a + Arrays.toString(lineFunctions) + Arrays.toString(numbers) + (b < 3);
            assertThat(symbols.location(-1, a, b < 3, lineFunctions, numbers, 0, numbers.length))
                    .isEqualTo(locations.computeIfAbsent(key, _ -> locations.size()));
        }
        assertThat(symbols.snapshot().functionCount()).isEqualTo(functions.size());
        assertThat(symbols.snapshot().mappingCount()).isEqualTo(mappings.size());
        assertThat(symbols.snapshot().locationCount()).isEqualTo(locations.size());
    }

    @Test
    void aSnapshotStaysAsItWasWhileMoreIsAdded() {
        SymbolsBuilder symbols = new SymbolsBuilder();
        symbols.function(symbols.string("first"), 0, 0, 1);
        Symbols before = symbols.snapshot();
        for (int i = 0; i < 1_000; i++) {
            symbols.function(symbols.string("more" + i), 0, 0, i);
        }

        assertThat(before.functionCount()).isEqualTo(1);
        assertThat(before.strings().size()).isEqualTo(2);
        assertThat(before.strings().get(before.functionName(0))).isEqualTo("first");
    }

    @RepeatedTest(20)
    void givesEachStackOneDenseIdWithItsParentBeforeIt(RandomGenerator random) {
        StackTableBuilder stacks = new StackTableBuilder();
        Map<List<Integer>, Integer> ids = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            int parent = random.nextInt(Math.min(stacks.size(), 40));
            int location = random.nextInt(20);
            int expected = ids.computeIfAbsent(List.of(parent, location), _ -> ids.size() + 1);
            assertThat(stacks.push(parent, location)).isEqualTo(expected);
        }

        StackTable table = stacks.snapshot();
        assertThat(table.size()).isEqualTo(ids.size() + 1);
        assertThat(table.parent(StackTable.ROOT)).isEqualTo(StackTable.ROOT);
        assertThat(table.location(StackTable.ROOT)).isEqualTo(-1);
        ids.forEach((node, id) ->
                assertThat(List.of(table.parent(id), table.location(id))).isEqualTo(node));
    }
}
