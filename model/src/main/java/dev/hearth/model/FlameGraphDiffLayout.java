// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// Places the bars of two aligned trees, in the order of [FlameGraphLayout].
final class FlameGraphDiffLayout {

    /// Stands for the children that were summed up.
    private static final int OTHER = -1;

    /// Numbers of a waiting bar: left offset, left total, right offset, right total.
    private static final int WIDTH = 4;

    private final AlignedTrees trees;
    private final long least;
    private final FlameGraphBars bars;
    private int[] nodes = new int[256];
    private int[] rows = new int[256];
    private long[] sizes = new long[256 * WIDTH];
    private int waiting;
    private long maxSelf;

    FlameGraphDiffLayout(AlignedTrees trees, long maxNodes) {
        this.trees = trees;
        this.least =
                maxNodes <= 0 || trees.size() <= maxNodes
                        ? 0
                        : NthLargest.of(trees.largerTotals(), 0, trees.size(), maxNodes);
        this.bars = new FlameGraphBars(trees.strings(), 2);
    }

    FlameGraphDiff draw() {
        long leftTotal = trees.leftTotal(CallTree.ROOT);
        long rightTotal = trees.rightTotal(CallTree.ROOT);
        push(CallTree.ROOT, 0, 0, leftTotal, 0, rightTotal);
        while (waiting > 0) {
            waiting--;
            visit(nodes[waiting], rows[waiting], waiting * WIDTH);
        }
        return new FlameGraphDiff(bars.names(), bars.levels(), leftTotal, rightTotal, maxSelf);
    }

    private void visit(int node, int row, int at) {
        long leftX = sizes[at];
        long leftTotal = sizes[at + 1];
        long rightX = sizes[at + 2];
        long rightTotal = sizes[at + 3];
        long leftSelf = node == OTHER ? leftTotal : trees.leftSelf(node);
        long rightSelf = node == OTHER ? rightTotal : trees.rightSelf(node);
        maxSelf = Math.max(maxSelf, Math.max(leftSelf, rightSelf));
        bars.begin(row, node == OTHER ? NameTable.OTHER : trees.name(node));
        bars.side(0, leftX, leftTotal, leftSelf);
        bars.side(1, rightX, rightTotal, rightSelf);
        if (node != OTHER) {
            pushChildren(node, row + 1, leftX + leftSelf, rightX + rightSelf);
        }
    }

    private void pushChildren(int node, int row, long leftStart, long rightStart) {
        long leftX = leftStart;
        long rightX = rightStart;
        long leftOther = 0;
        long rightOther = 0;
        for (int child = trees.childStart(node); child < trees.childEnd(node); child++) {
            long left = trees.leftTotal(child);
            long right = trees.rightTotal(child);
            if (left >= least || right >= least) {
                push(child, row, leftX, left, rightX, right);
                leftX += left;
                rightX += right;
            } else {
                leftOther += left;
                rightOther += right;
            }
        }
        if (leftOther != 0 || rightOther != 0) {
            push(OTHER, row, leftX, leftOther, rightX, rightOther);
        }
    }

    private void push(int node, int row, long leftX, long left, long rightX, long right) {
        if (waiting == nodes.length) {
            nodes = Arrays.copyOf(nodes, waiting * 2);
            rows = Arrays.copyOf(rows, waiting * 2);
            sizes = Arrays.copyOf(sizes, waiting * 2 * WIDTH);
        }
        nodes[waiting] = node;
        rows[waiting] = row;
        int at = waiting * WIDTH;
        sizes[at] = leftX;
        sizes[at + 1] = left;
        sizes[at + 2] = rightX;
        sizes[at + 3] = right;
        waiting++;
    }
}
