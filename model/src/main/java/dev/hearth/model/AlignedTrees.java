// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// Two trees brought to one structure: a node for every path that either has, breadth first,
/// siblings in byte order of name.
final class AlignedTrees {

    /// The side lacks the node.
    private static final int NONE = -1;

    private final CallTree left;
    private final CallTree right;
    private final NameTable nameTable = new NameTable();
    private int[] leftNodes = new int[1024];
    private int[] rightNodes = new int[1024];
    private int[] names = new int[1024];
    private int[] firstChild = new int[1025];
    private int size;

    AlignedTrees(CallTree left, CallTree right) {
        this.left = left;
        this.right = right;
        add(CallTree.ROOT, CallTree.ROOT, NameTable.TOTAL);
        for (int node = 0; node < size; node++) {
            firstChild[node] = size;
            addChildren(leftNodes[node], rightNodes[node]);
        }
        firstChild[size] = size;
    }

    private void addChildren(int a, int b) {
        int i = a == NONE ? 0 : left.childStart(a);
        int endA = a == NONE ? 0 : left.childEnd(a);
        int k = b == NONE ? 0 : right.childStart(b);
        int endB = b == NONE ? 0 : right.childEnd(b);
        while (i < endA || k < endB) {
            int order = order(i, endA, k, endB);
            int childA = order <= 0 ? i++ : NONE;
            int childB = order >= 0 ? k++ : NONE;
            int name =
                    childA != NONE
                            ? nameTable.add(left.strings(), left.name(childA))
                            : nameTable.add(right.strings(), right.name(childB));
            add(childA, childB, name);
        }
    }

    private int order(int i, int endA, int k, int endB) {
        if (i == endA) {
            return 1;
        }
        if (k == endB) {
            return -1;
        }
        return StringTable.compare(left.strings(), left.name(i), right.strings(), right.name(k));
    }

    private void add(int a, int b, int name) {
        if (size == names.length) {
            int length = Math.multiplyExact(size, 2);
            leftNodes = Arrays.copyOf(leftNodes, length);
            rightNodes = Arrays.copyOf(rightNodes, length);
            names = Arrays.copyOf(names, length);
            firstChild = Arrays.copyOf(firstChild, length + 1);
        }
        leftNodes[size] = a;
        rightNodes[size] = b;
        names[size] = name;
        size++;
    }

    int size() {
        return size;
    }

    StringTable strings() {
        return nameTable.snapshot();
    }

    int name(int node) {
        return names[node];
    }

    int childStart(int node) {
        return firstChild[node];
    }

    int childEnd(int node) {
        return firstChild[node + 1];
    }

    long leftTotal(int node) {
        return leftNodes[node] == NONE ? 0 : left.total(leftNodes[node]);
    }

    long leftSelf(int node) {
        return leftNodes[node] == NONE ? 0 : left.self(leftNodes[node]);
    }

    long rightTotal(int node) {
        return rightNodes[node] == NONE ? 0 : right.total(rightNodes[node]);
    }

    long rightSelf(int node) {
        return rightNodes[node] == NONE ? 0 : right.self(rightNodes[node]);
    }

    /// The larger total of each node.
    long[] largerTotals() {
        long[] totals = new long[size];
        for (int node = 0; node < size; node++) {
            totals[node] = Math.max(leftTotal(node), rightTotal(node));
        }
        return totals;
    }
}
