// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FlameGraphTest {

    private static String draw(FlameGraph graph) {
        return NaiveTree.text(graph.names(), graph.levels());
    }

    @Test
    void drawsTheRootOfAnEmptyTree() {
        FlameGraph graph = FlameGraph.of(new CallTreeBuilder().build(), 0);

        assertThat(draw(graph)).isEqualTo("total|0 0 0 0 ");
        assertThat(graph.total()).isZero();
        assertThat(graph.maxSelf()).isZero();
    }

    @Test
    void visitsTheLastChildFirstAndPlacesTheFirstAfterItsParentsSelf() {
        // a has self 2, children b 3 and c 5; d stands beside it
        FlameGraph graph =
                FlameGraph.of(
                        new StackFixture()
                                .add("a", 2)
                                .add("a;b", 3)
                                .add("a;c", 5)
                                .add("d;b", 4)
                                .tree(),
                        0);

        assertThat(draw(graph))
                .isEqualTo(
                        "total,d,b,a,c|"
                                + "0 14 0 0 |"
                                + "0 10 2 3 0 4 0 1 |"
                                + "2 3 3 2 0 5 5 4 0 4 4 2 ");
        assertThat(graph.total()).isEqualTo(14);
        assertThat(graph.maxSelf()).isEqualTo(5);
    }

    @Test
    void putsOtherRightmostAndNamesItFirst() {
        // totals 5, 4, 2, 1: of two nodes the least is 4
        FlameGraph graph =
                FlameGraph.of(
                        new StackFixture().add("a", 1).add("b", 2).add("y", 4).add("z", 5).tree(),
                        2);

        assertThat(draw(graph)).isEqualTo("total,other,z,y|0 12 0 0 |0 4 4 3 0 5 5 2 0 3 3 1 ");
    }

    @Test
    void cutsASecondTimeOnWhatTheFirstPassLeft() {
        // pass 1 with 2: totals 10 10 3 2 1, least 10 is tied, c d e go into other (6);
        // pass 2: a 10, b 10, other 6: least is 10
        CallTreeBuilder builder =
                new StackFixture()
                        .add("a", 10)
                        .add("b", 10)
                        .add("c", 3)
                        .add("d", 2)
                        .add("e", 1)
                        .builder();

        assertThat(draw(FlameGraph.of(builder.build(2), 2)))
                .isEqualTo("total,other,b,a|0 26 0 0 |0 10 10 3 0 10 10 2 0 6 6 1 ");
    }

    @Test
    void letsOtherRaiseTheLeastTotal() {
        // pass 1 with 2: a 4 and b 3 stay, c+d+e+f = 8 become other; pass 2: other 8, a 4: b goes
        CallTreeBuilder builder =
                new StackFixture()
                        .add("a", 4)
                        .add("b", 3)
                        .add("c", 2)
                        .add("d", 2)
                        .add("e", 2)
                        .add("f", 2)
                        .builder();

        assertThat(draw(FlameGraph.of(builder.build(2), 2)))
                .isEqualTo("total,other,a|0 15 0 0 |0 4 4 2 0 11 11 1 ");
        assertThat(draw(FlameGraph.of(builder.build(2), 0)))
                .isEqualTo("total,other,b,a|0 15 0 0 |0 4 4 3 0 3 3 2 0 8 8 1 ");
    }

    @Test
    void drawsAFunctionCalledOtherLastAndWithoutItsCallees() {
        FlameGraph graph =
                FlameGraph.of(new StackFixture().add("other;x", 1).add("z", 1).tree(), 0);

        assertThat(draw(graph)).isEqualTo("total,other,z|0 2 0 0 |0 1 1 2 0 1 1 1 ");
    }

    @Test
    void sharesTheFirstNameWithAFunctionCalledTotal() {
        FlameGraph graph = FlameGraph.of(new StackFixture().add("total;a", 1).tree(), 0);

        assertThat(graph.names()).containsExactly("total", "a");
        assertThat(graph.levels().get(1)).containsExactly(0, 1, 0, 0);
    }

    @Test
    void drawsTwoTreesAsOne() {
        CallTree left = new StackFixture().add("a;b", 3).add("a;c", 1).tree();
        CallTree right = new StackFixture().add("a;b", 2).add("d", 5).add("a", 1).tree();

        FlameGraphDiff diff = FlameGraphDiff.of(left, right, 100);

        assertThat(NaiveTree.text(diff.names(), diff.levels()))
                .isEqualTo(
                        "total,d,a,c,b|"
                                + "0 4 0 0 8 0 0 |"
                                + "0 4 0 0 3 1 2 0 0 0 0 5 5 1 |"
                                + "0 3 3 1 2 2 4 0 1 1 0 0 0 3 ");
        assertThat(diff.leftTotal()).isEqualTo(4);
        assertThat(diff.rightTotal()).isEqualTo(8);
        assertThat(diff.total()).isEqualTo(12);
        assertThat(diff.maxSelf()).isEqualTo(5);
    }

    @Test
    void sumsUpWhatIsSmallOnBothSidesOfADiff() {
        // larger totals: root 10, a 6, b 5, c 2, d 1; of three nodes, root counted, the least is 5
        CallTree left = new StackFixture().add("a", 6).add("b", 2).add("c", 2).tree();
        CallTree right = new StackFixture().add("a", 3).add("b", 5).add("d", 1).tree();

        FlameGraphDiff diff = FlameGraphDiff.of(left, right, 3);

        assertThat(NaiveTree.text(diff.names(), diff.levels()))
                .isEqualTo(
                        "total,other,b,a|"
                                + "0 10 0 0 9 0 0 |"
                                + "0 6 6 0 3 3 3 0 2 2 0 5 5 2 0 2 2 0 1 1 1 ");
    }
}
