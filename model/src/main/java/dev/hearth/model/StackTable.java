// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// Stacks by dense id, as nodes of a tree: a stack is its parent plus one location, the leaf.
///
/// Id 0 is the empty stack, the root. Parents come before children. Immutable as far as [#size]
/// goes, like [StringTable].
public final class StackTable {

    /// The empty stack.
    public static final int ROOT = 0;

    private final int[] parents;
    private final int[] locations;
    private final int size;

    /// @param parents for each node the node it hangs on, smaller than itself; 0 for the root
    ///   itself
    /// @param locations for each node its location id; -1 for the root
    /// @param size nodes, the root included, at least 1
    public StackTable(int[] parents, int[] locations, int size) {
        this.parents = parents;
        this.locations = locations;
        this.size = size;
    }

    /// Nodes, the root included.
    public int size() {
        return size;
    }

    /// The node that a node hangs on; the root's is itself.
    public int parent(int stack) {
        return parents[stack];
    }

    /// The location that a node adds to its parent, -1 for the root.
    public int location(int stack) {
        return locations[stack];
    }
}
