// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.List;

/// Two trees drawn as one: bars in rows, each with its size on either side.
///
/// A bar is seven numbers: left gap, left total, left self, right gap, right total, right self,
/// name. Nobody changes the arrays.
public final class FlameGraphDiff {

    private final List<String> names;
    private final List<long[]> levels;
    private final long leftTotal;
    private final long rightTotal;
    private final long maxSelf;

    FlameGraphDiff(
            List<String> names,
            List<long[]> levels,
            long leftTotal,
            long rightTotal,
            long maxSelf) {
        this.names = List.copyOf(names);
        this.levels = List.copyOf(levels);
        this.leftTotal = leftTotal;
        this.rightTotal = rightTotal;
        this.maxSelf = maxSelf;
    }

    /// Lays two trees out.
    ///
    /// @param maxNodes nodes wanted; those smaller on both sides are summed up as `other`. 0 for
    ///   all
    public static FlameGraphDiff of(CallTree left, CallTree right, long maxNodes) {
        return new FlameGraphDiffLayout(new AlignedTrees(left, right), maxNodes).draw();
    }

    /// Names, each once; the first is `total`, the root's.
    public List<String> names() {
        return names;
    }

    /// The rows from the root on, bars from left to right, seven numbers each.
    public List<long[]> levels() {
        return levels;
    }

    /// Sum of everything on both sides.
    public long total() {
        return Math.addExact(leftTotal, rightTotal);
    }

    /// Sum of the left side.
    public long leftTotal() {
        return leftTotal;
    }

    /// Sum of the right side.
    public long rightTotal() {
        return rightTotal;
    }

    /// The largest self value of a bar on either side.
    public long maxSelf() {
        return maxSelf;
    }
}
