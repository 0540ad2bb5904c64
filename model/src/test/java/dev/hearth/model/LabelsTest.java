// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class LabelsTest {

    @Test
    void sortsByNameAndKeepsTheLastValueOfAName() {
        Labels labels = Labels.of("b", "1", "a", "2", "b", "3");

        assertThat(labels).hasToString("{a=\"2\", b=\"3\"}");
        assertThat(labels.size()).isEqualTo(2);
    }

    @Test
    void refusesANameWithoutAValue() {
        assertThatThrownBy(() -> Labels.of("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels have 1 strings (expected pairs)");
    }

    @Test
    void aMissingNameIsNullOrEmpty() {
        assertThat(Labels.EMPTY.get("a")).isNull();
        assertThat(Labels.EMPTY.getOrEmpty("a")).isEmpty();
    }

    @Test
    void sortedPairsAreSortedAgainIfTheyAreNot() {
        assertThat(Labels.ofSorted(new String[] {"b", "1", "a", "2", "a", "3"}))
                .isEqualTo(Labels.of("a", "3", "b", "1"));
    }

    @Test
    void keepsTheNamesThatAreAskedFor() {
        Labels labels = Labels.of("a", "1", "b", "2", "c", "3");

        assertThat(labels.only(List.of("c", "a", "x"))).isEqualTo(Labels.of("a", "1", "c", "3"));
    }

    @RepeatedTest(100)
    void behavesLikeASortedMap(RandomGenerator random) {
        Map<String, String> map = new TreeMap<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            map.put("n" + random.nextInt(10), "v" + random.nextInt(3));
        }
        Labels labels = Labels.of(map);
        String name = "n" + random.nextInt(10);

        assertThat(labels.toMap()).isEqualTo(map);
        assertThat(labels.get(name)).isEqualTo(map.get(name));
        map.put(name, "new");
        assertThat(labels.with(name, "new").toMap()).isEqualTo(map);
        assertThat(labels.with(name, "new"))
                .isEqualTo(Labels.of(map))
                .hasSameHashCodeAs(Labels.of(map));
    }

    @Test
    void ordersPairByPairAndAPrefixFirst() {
        List<Labels> ordered =
                List.of(
                        Labels.EMPTY,
                        Labels.of("a", "1"),
                        Labels.of("a", "1", "b", "1"),
                        Labels.of("a", "2"),
                        Labels.of("b", "0"));
        List<Labels> shuffled = new ArrayList<>(ordered.reversed());
        shuffled.sort(null);

        assertThat(shuffled).isEqualTo(ordered);
    }
}
