// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// Places the bars of one tree: depth first with an explicit stack, so that no depth is too much.
///
/// The order in which bars are visited shows in the order of the names, and clients compare graphs
/// by it: the last child first.
final class FlameGraphLayout {

    /// Stands for the children that were summed up.
    private static final int OTHER = -1;

    private final CallTree tree;
    private final long least;
    private final FlameGraphBars bars;
    private int[] nodes = new int[256];
    private int[] rows = new int[256];
    private long[] offsets = new long[256];
    private long[] totals = new long[256];
    private int waiting;

    /// @param least children with a smaller total are summed up
    FlameGraphLayout(CallTree tree, long least) {
        this.tree = tree;
        this.least = least;
        this.bars = new FlameGraphBars(tree.strings(), 1);
    }

    FlameGraph draw() {
        long maxSelf = 0;
        push(CallTree.ROOT, 0, 0, tree.total());
        while (waiting > 0) {
            waiting--;
            int node = nodes[waiting];
            int row = rows[waiting];
            long x = offsets[waiting];
            long total = totals[waiting];
            long self = node == OTHER ? total : tree.self(node);
            maxSelf = Math.max(maxSelf, self);
            bars.begin(row, name(node));
            bars.side(0, x, total, self);
            if (node != OTHER) {
                pushChildren(node, row + 1, x + self);
            }
        }
        return new FlameGraph(bars.names(), bars.levels(), tree.total(), maxSelf);
    }

    private int name(int node) {
        return switch (node) {
            case OTHER -> NameTable.OTHER;
            case CallTree.ROOT -> NameTable.TOTAL;
            default -> tree.name(node);
        };
    }

    private void pushChildren(int node, int row, long start) {
        long x = start;
        long other = 0;
        for (int child = tree.childStart(node); child < tree.childEnd(node); child++) {
            long total = tree.total(child);
            if (total < least || tree.name(child) == NameTable.OTHER) {
                other += total;
            } else {
                push(child, row, x, total);
                x += total;
            }
        }
        if (other != 0) {
            push(OTHER, row, x, other);
        }
    }

    private void push(int node, int row, long x, long total) {
        if (waiting == nodes.length) {
            nodes = Arrays.copyOf(nodes, waiting * 2);
            rows = Arrays.copyOf(rows, waiting * 2);
            offsets = Arrays.copyOf(offsets, waiting * 2);
            totals = Arrays.copyOf(totals, waiting * 2);
        }
        nodes[waiting] = node;
        rows[waiting] = row;
        offsets[waiting] = x;
        totals[waiting] = total;
        waiting++;
    }
}
