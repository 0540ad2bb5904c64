// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

/// A question for functions by name, over all services, with what they cost over time.
///
/// @param series which series count
/// @param functions which functions
/// @param startNanos earliest time, included, nanoseconds since the epoch
/// @param endNanos latest time, included
/// @param stepNanos length of a point, at least 1; points begin at multiples of it since the epoch,
///   and the first and the last may reach beyond the range, of which alone they tell
/// @param limit functions wanted, at least 1
/// @param order which functions are the first
public record FunctionQuery(
        SeriesMatcher series,
        FunctionPattern functions,
        long startNanos,
        long endNanos,
        long stepNanos,
        int limit,
        Order order) {

    /// What functions are sorted by, the largest first.
    public enum Order {
        /// What they cost with what they called.
        TOTAL,
        /// What they cost by themselves.
        SELF
    }

    /// Which profiles it is about.
    public Selection selection() {
        return Selection.of(series, startNanos, endNanos);
    }

    /// The range as one point.
    TimeGrid whole() {
        return TimeGrid.whole(startNanos, endNanos);
    }

    /// The points of the range.
    TimeGrid grid() {
        return TimeGrid.of(startNanos, endNanos, stepNanos);
    }
}
