// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.List;

/// Bars in rows, ready to be drawn: row 0 is the root, each bar lies on its caller's.
///
/// A bar is four numbers: the gap to the bar left of it, its total, its self value, its name.
/// Nobody changes the arrays.
public final class FlameGraph {

    private final List<String> names;
    private final List<long[]> levels;
    private final long total;
    private final long maxSelf;

    FlameGraph(List<String> names, List<long[]> levels, long total, long maxSelf) {
        this.names = List.copyOf(names);
        this.levels = List.copyOf(levels);
        this.total = total;
        this.maxSelf = maxSelf;
    }

    /// Lays a tree out.
    ///
    /// @param maxNodes nodes wanted; smaller ones are summed up as `other`. 0 for all
    public static FlameGraph of(CallTree tree, long maxNodes) {
        return new FlameGraphLayout(tree, tree.least(maxNodes)).draw();
    }

    /// Names, each once; the first is `total`, the root's.
    public List<String> names() {
        return names;
    }

    /// The rows from the root on, bars from left to right, four numbers each.
    public List<long[]> levels() {
        return levels;
    }

    /// Sum of everything.
    public long total() {
        return total;
    }

    /// The largest self value of a bar.
    public long maxSelf() {
        return maxSelf;
    }
}
