// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class TreesAgainstNaiveTest {

    private static final String[] NAMES = {"a", "b", "c", "d", "other", "total", "zz", "B"};

    private final NaiveTree naive = new NaiveTree("");
    private final NaiveTree naiveOther = new NaiveTree("");

    private static CallTreeBuilder random(RandomGenerator random, NaiveTree naive) {
        CallTreeBuilder builder = new CallTreeBuilder();
        int tables = random.nextInt(1, 4);
        for (int table = 0; table < tables; table++) {
            StackFixture fixture = new StackFixture();
            int stacks = random.nextInt(0, 40);
            for (int i = 0; i < stacks; i++) {
                List<String> frames = new ArrayList<>();
                int depth = random.nextInt(1, 7);
                for (int k = 0; k < depth; k++) {
                    frames.add(NAMES[random.nextInt(NAMES.length)]);
                }
                long value = random.nextInt(4) == 0 ? 1 : random.nextLong(1, 1000);
                String joiner = random.nextBoolean() ? ";" : "+";
                fixture.add(String.join(joiner, frames), value);
                naive.add(frames, value);
            }
            builder.add(fixture.builder());
        }
        return builder;
    }

    @RepeatedTest(300)
    void aCutTreeAndItsGraphAreThoseOfTheRules(RandomGenerator random) {
        CallTreeBuilder builder = random(random, naive);
        long n = random.nextLong(1, 60);
        long asSent = random.nextBoolean() ? n : 0;

        CallTree tree = builder.build(n);
        naive.truncate(n);

        assertThat(CallTreeBytes.of(tree)).isEqualTo(naive.bytes());
        assertThat(tree.total()).isEqualTo(naive.total());
        FlameGraph graph = FlameGraph.of(tree, asSent);
        assertThat(NaiveTree.text(graph.names(), graph.levels())).isEqualTo(naive.draw(asSent));
    }

    @RepeatedTest(300)
    void aDiffIsThatOfTheRules(RandomGenerator random) {
        long n = random.nextLong(1, 60);
        CallTree left = random(random, naive).build(n);
        CallTree right = random(random, naiveOther).build(n);

        FlameGraphDiff diff = FlameGraphDiff.of(left, right, n);

        assertThat(NaiveTree.text(diff.names(), diff.levels()))
                .isEqualTo(NaiveTree.drawDiff(naive.truncate(n), naiveOther.truncate(n), n));
    }

    @RepeatedTest(100)
    void theNthLargestIsThatOfASortedList(RandomGenerator random) {
        int size = random.nextInt(1, 200);
        long bound = 1L << random.nextInt(1, 63);
        long[] values = random.longs(size, 0, bound).toArray();
        long[] sorted = java.util.Arrays.stream(values).sorted().toArray();
        int n = random.nextInt(1, size + 1);

        assertThat(NthLargest.of(values, 0, size, n)).isEqualTo(sorted[size - n]);
    }
}
