// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// A tree of functions with what each cost by itself (self) and with all it called (total).
///
/// Nodes are numbered breadth first, siblings in byte order of their names, so the children of a
/// node are a range. Node 0 is the root: it has the empty name, no self value, and the sum of
/// everything as total. Siblings have different names. Immutable.
public final class CallTree {

    /// The node that is no function.
    public static final int ROOT = 0;

    private final StringTable strings;
    private final int[] names;
    private final long[] selfs;
    private final long[] totals;
    private final int[] firstChild;

    CallTree(StringTable strings, int[] names, long[] selfs, long[] totals, int[] firstChild) {
        this.strings = strings;
        this.names = names;
        this.selfs = selfs;
        this.totals = totals;
        this.firstChild = firstChild;
    }

    /// Nodes, the root included.
    public int size() {
        return names.length;
    }

    /// Sum of everything.
    public long total() {
        return totals[ROOT];
    }

    /// The names that [#name] refers to, and perhaps more.
    public StringTable strings() {
        return strings;
    }

    /// Id of a node's name in [#strings].
    public int name(int node) {
        return names[node];
    }

    /// What a function cost by itself here.
    public long self(int node) {
        return selfs[node];
    }

    /// What a function and all it called cost here.
    public long total(int node) {
        return totals[node];
    }

    /// First child of a node; its children are the nodes from here to [#childEnd].
    public int childStart(int node) {
        return firstChild[node];
    }

    /// End of a node's children, exclusive.
    public int childEnd(int node) {
        return firstChild[node + 1];
    }

    /// Bytes of memory that it takes, estimated.
    public long weightBytes() {
        return 128 + 24L * names.length + strings.bytes().length + 4L * strings.size();
    }

    /// Returns the smallest total of the `maxNodes` largest nodes, the root not counted; 0 if there
    /// are no more nodes than that, or `maxNodes` is 0.
    long least(long maxNodes) {
        if (maxNodes <= 0 || size() - 1 <= maxNodes) {
            return 0;
        }
        return NthLargest.of(totals, 1, size(), maxNodes);
    }
}
