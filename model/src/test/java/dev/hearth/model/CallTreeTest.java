// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CallTreeTest {

    /// Nodes as `path self total`, depth first.
    static List<String> lines(CallTree tree) {
        List<String> lines = new ArrayList<>();
        lines(tree, CallTree.ROOT, "", lines);
        return lines;
    }

    private static void lines(CallTree tree, int node, String path, List<String> into) {
        for (int child = tree.childStart(node); child < tree.childEnd(node); child++) {
            String name = path + "/" + tree.strings().get(tree.name(child));
            into.add("%s %d %d".formatted(name, tree.self(child), tree.total(child)));
            lines(tree, child, name, into);
        }
    }

    @Test
    void mergesEqualNamesUnderOneParent() {
        CallTree tree = new StackFixture().add("main;b", 1).add("main;a", 2).add("main", 4).tree();

        assertThat(lines(tree)).containsExactly("/main 4 7", "/main/a 2 2", "/main/b 1 1");
        assertThat(tree.total()).isEqualTo(7);
    }

    @Test
    void countsInlinedCallsAsFrames() {
        CallTree tree = new StackFixture().add("main+f+g;h", 3).add("main;f", 2).tree();

        assertThat(lines(tree))
                .containsExactly("/main 0 5", "/main/f 2 5", "/main/f/g 0 3", "/main/f/g/h 3 3");
    }

    @Test
    void skipsLocationsWithoutLines() {
        CallTree tree = new StackFixture().add("main;;a", 3).add("main;", 2).tree();

        assertThat(lines(tree)).containsExactly("/main 2 5", "/main/a 3 3");
    }

    @Test
    void doesNotCountStacksWithoutFrames() {
        CallTree tree = new StackFixture().add("", 5).add(";;", 6).add("main", 1).tree();

        assertThat(lines(tree)).containsExactly("/main 1 1");
        assertThat(tree.total()).isEqualTo(1);
    }

    @Test
    void addsNoNodesForStacksThatAreZero() {
        assertThat(lines(new StackFixture().add("a;b", 0).add("a", 1).tree()))
                .containsExactly("/a 1 1");
    }

    @Test
    void mergesTreesOfDifferentTables() {
        CallTreeBuilder one = new StackFixture().add("a;b", 1).add("z", 1).builder();
        CallTreeBuilder other = new StackFixture().add("z", 5).add("a;c", 2).add("a", 1).builder();

        one.add(other);

        assertThat(lines(one.build())).containsExactly("/a 1 4", "/a/b 1 1", "/a/c 2 2", "/z 6 6");
    }

    @Test
    void ordersSiblingsByBytes() {
        CallTree tree =
                new StackFixture()
                        .add("\ud83d\ude00", 1)
                        .add("\uffee", 1)
                        .add("b", 1)
                        .add("Z", 1)
                        .tree();

        assertThat(lines(tree))
                .containsExactly("/Z 1 1", "/b 1 1", "/\uffee 1 1", "/\ud83d\ude00 1 1");
    }

    @Test
    void keepsAllNodesUpToTheLimit() {
        CallTreeBuilder builder = new StackFixture().add("a;b", 1).add("c", 1).builder();

        assertThat(builder.build(3).size()).isEqualTo(4);
    }

    @Test
    void cutsBelowTheNthLargestAndKeepsTies() {
        // totals: a 13, a/b 5, a/c 5, a/d 3, e 2; the third largest is 5
        CallTreeBuilder builder =
                new StackFixture().add("a;b", 5).add("a;c", 5).add("a;d", 3).add("e", 2).builder();

        assertThat(lines(builder.build(2)))
                .containsExactly("/a 0 13", "/a/b 5 5", "/a/c 5 5", "/a/other 3 3", "/other 2 2");
    }

    @Test
    void addsWhatIsCutToAnOtherThatIsThere() {
        // totals: a 20, b 3, other 2, other/x 1
        CallTreeBuilder builder =
                new StackFixture()
                        .add("a", 20)
                        .add("b", 3)
                        .add("other", 1)
                        .add("other;x", 1)
                        .builder();

        assertThat(lines(builder.build(1)))
                .containsExactly("/a 20 20", "/other 4 5", "/other/other 1 1");
    }

    @Test
    void canBeCutAgainDifferently() {
        CallTreeBuilder builder = new StackFixture().add("a", 2).add("b", 1).builder();

        builder.build(1);

        assertThat(lines(builder.build())).containsExactly("/a 2 2", "/b 1 1");
    }

    @Test
    void writesBytesParentsFirstAndSiblingsInFallingOrder() {
        CallTree tree = new StackFixture().add("a;b", 200).add("c", 1).tree();

        assertThat(CallTreeBytes.of(tree))
                .containsExactly(
                        0,
                        0,
                        2, // root
                        1,
                        'c',
                        1,
                        0,
                        1,
                        'a',
                        0,
                        1,
                        1,
                        'b',
                        (byte) 0xc8,
                        1,
                        0);
    }

    @Test
    void writesNothingForAnEmptyTree() {
        assertThat(CallTreeBytes.of(new CallTreeBuilder().build())).isEmpty();
    }

    @Test
    void takesStacksOfAnyDepth() {
        StackFixture fixture = new StackFixture();
        fixture.add("f;".repeat(10_000) + "leaf", 1);

        CallTree tree = fixture.tree();

        assertThat(tree.size()).isEqualTo(10_002);
        assertThat(FlameGraph.of(tree, 0).levels()).hasSize(10_002);
        assertThat(FlameGraphDiff.of(tree, tree, 0).levels()).hasSize(10_002);
        assertThat(CallTreeBytes.of(tree)).hasSizeGreaterThan(40_000);
    }
}
