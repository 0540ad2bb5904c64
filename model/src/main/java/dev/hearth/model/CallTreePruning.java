// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// Cuts the small nodes off a tree whose nodes come parents first, and brings the rest into the
/// order of [CallTree].
final class CallTreePruning {

    private final StringTable strings;
    private int[] parents;
    private int[] names;
    private long[] selfs;
    private long[] totals;
    private boolean[] isKept;
    private int size;

    /// Takes the arrays over: they are as long as the tree has nodes.
    CallTreePruning(StringTable strings, int[] parents, int[] names, long[] selfs) {
        this.strings = strings;
        this.parents = parents;
        this.names = names;
        this.selfs = selfs;
        this.size = parents.length;
        this.totals = selfs.clone();
        for (int node = size - 1; node > 0; node--) {
            totals[parents[node]] += totals[node];
        }
        this.isKept = new boolean[size];
    }

    CallTree prune(long maxNodes) {
        long least = size - 1 <= maxNodes ? 0 : NthLargest.of(totals, 1, size, maxNodes);
        keepFrom(least);
        return inOrder();
    }

    private void keepFrom(long least) {
        long[] cut = new long[size];
        int[] others = new int[size];
        isKept[0] = true;
        for (int node = 1; node < size; node++) {
            int parent = parents[node];
            if (!isKept[parent]) {
                continue;
            }
            boolean isOther = names[node] == NameTable.OTHER;
            if (isOther) {
                others[parent] = node;
            }
            if (totals[node] >= least || isOther) {
                isKept[node] = true;
            } else {
                cut[parent] += totals[node];
            }
        }
        addOthers(cut, others);
    }

    /// Gives every node that lost children one `other` for them.
    private void addOthers(long[] cut, int[] others) {
        int missing = 0;
        for (int node = 0; node < cut.length; node++) {
            missing += cut[node] > 0 && others[node] == 0 ? 1 : 0;
        }
        int before = size;
        int length = size + missing;
        parents = Arrays.copyOf(parents, length);
        names = Arrays.copyOf(names, length);
        selfs = Arrays.copyOf(selfs, length);
        totals = Arrays.copyOf(totals, length);
        isKept = Arrays.copyOf(isKept, length);
        for (int node = 0; node < before; node++) {
            if (cut[node] <= 0) {
                continue;
            }
            int other = others[node];
            if (other == 0) {
                other = size++;
                parents[other] = node;
                names[other] = NameTable.OTHER;
                isKept[other] = true;
            }
            selfs[other] += cut[node];
            totals[other] += cut[node];
        }
    }

    /// Numbers the kept nodes breadth first, siblings in order of name.
    private CallTree inOrder() {
        int[] ranks = ranks();
        int[] starts = new int[size + 1];
        int kept = 1;
        for (int node = 1; node < size; node++) {
            if (isKept[node]) {
                starts[parents[node] + 1]++;
                kept++;
            }
        }
        for (int node = 0; node < size; node++) {
            starts[node + 1] += starts[node];
        }
        long[] byParent = new long[kept];
        int[] fill = Arrays.copyOf(starts, size);
        for (int node = 1; node < size; node++) {
            if (isKept[node]) {
                byParent[fill[parents[node]]++] = (long) ranks[names[node]] << 32 | node;
            }
        }
        int[] order = new int[kept];
        int[] firstChild = new int[kept + 1];
        int next = 1;
        for (int i = 0; i < kept; i++) {
            int node = order[i];
            firstChild[i] = next;
            Arrays.sort(byParent, starts[node], starts[node + 1]);
            for (int k = starts[node]; k < starts[node + 1]; k++) {
                order[next++] = (int) byParent[k];
            }
        }
        firstChild[kept] = next;
        return tree(order, firstChild);
    }

    private CallTree tree(int[] order, int[] firstChild) {
        int[] treeNames = new int[order.length];
        long[] treeSelfs = new long[order.length];
        long[] treeTotals = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            treeNames[i] = names[order[i]];
            treeSelfs[i] = selfs[order[i]];
            treeTotals[i] = totals[order[i]];
        }
        return new CallTree(strings, treeNames, treeSelfs, treeTotals, firstChild);
    }

    /// For each name that is still in use its place in byte order.
    private int[] ranks() {
        int[] ranks = new int[strings.size()];
        int used = 0;
        for (int node = 1; node < size; node++) {
            if (isKept[node] && ranks[names[node]] == 0) {
                ranks[names[node]] = 1;
                used++;
            }
        }
        Integer[] sorted = new Integer[used];
        for (int name = 0, i = 0; name < ranks.length; name++) {
            if (ranks[name] != 0) {
                sorted[i++] = name;
            }
        }
        Arrays.sort(sorted, (a, b) -> StringTable.compare(strings, a, strings, b));
        for (int i = 0; i < used; i++) {
            ranks[sorted[i]] = i;
        }
        return ranks;
    }
}
