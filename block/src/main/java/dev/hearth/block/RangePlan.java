// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a range of time is put together: whole buckets in the middle, the longest that fit, shorter
/// ones towards the edges, and single profiles for the rest.
///
/// @param steps disjoint, together the range; those of one kind in order of time
record RangePlan(List<Step> steps) {

    /// A part of the range.
    ///
    /// @param rollup the buckets that make it up, null for single profiles
    /// @param startNanos its first nanosecond
    /// @param endNanos its last
    record Step(@Nullable Rollup rollup, long startNanos, long endNanos) {}

    /// @param rollups what there is, the longest first
    /// @param startNanos first nanosecond of the range
    /// @param endNanos its last
    static RangePlan of(List<Rollup> rollups, long startNanos, long endNanos) {
        List<Step> steps = new ArrayList<>();
        add(rollups, 0, startNanos, endNanos, steps);
        return new RangePlan(List.copyOf(steps));
    }

    private static void add(List<Rollup> rollups, int from, long start, long end, List<Step> into) {
        if (start > end) {
            return;
        }
        if (from == rollups.size()) {
            into.add(new Step(null, start, end));
            return;
        }
        Rollup rollup = rollups.get(from);
        long first = rollup.floor(start + rollup.nanos - 1);
        long behind = rollup.floor(end + 1);
        if (first >= behind) {
            add(rollups, from + 1, start, end, into);
            return;
        }
        add(rollups, from + 1, start, first - 1, into);
        into.add(new Step(rollup, first, behind - 1));
        add(rollups, from + 1, behind, end, into);
    }

    /// The steps of a kind.
    List<Step> steps(@Nullable Rollup rollup) {
        return steps.stream().filter(step -> step.rollup == rollup).toList();
    }
}
