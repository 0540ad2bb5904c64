// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.List;

/// A question for values over time. Point `k` lies at `startMillis + k * stepMillis` and holds the
/// profiles of the step before it: later than the point before, not later than itself. The first
/// point also holds those exactly one step before it.
///
/// @param selection what counts; its times are those of the request with one step more before
/// @param startMillis time of the first point, milliseconds since the epoch
/// @param endMillis no point lies after it
/// @param stepMillis distance of two points, at least 1
/// @param groupBy labels by whose values series are told apart
/// @param aggregation what a point says
public record SeriesQuery(
        Selection selection,
        long startMillis,
        long endMillis,
        long stepMillis,
        List<String> groupBy,
        Aggregation aggregation) {

    private static final long NANOS = 1_000_000;

    /// What becomes of the profiles of one point.
    public enum Aggregation {
        /// The sum of their values.
        SUM,
        /// The mean of their values.
        AVERAGE
    }

    /// Keeps a copy of the list, each name once.
    public SeriesQuery {
        groupBy = groupBy.stream().distinct().toList();
    }

    /// Number of points on the grid.
    public long points() {
        return (endMillis - startMillis) / stepMillis + 1;
    }

    /// The point that a profile belongs to; [#points] or more if it is later than the last.
    long point(long timeNanos) {
        long millis = Math.ceilDiv(timeNanos, NANOS) - startMillis;
        return Math.max(0, Math.ceilDiv(millis, stepMillis));
    }

    /// Where the grid lies within a step, milliseconds.
    long phaseMillis() {
        return Math.floorMod(startMillis, stepMillis);
    }

    /// The number of the first point, if points are counted from that after the epoch on.
    long basePoint() {
        return Math.floorDiv(startMillis, stepMillis);
    }

    /// Whether each profile from `minNanos` to `maxNanos` belongs to the point that its time alone
    /// tells: none is earlier than the first point's stretch of time, or later than the last's.
    boolean isWithin(long minNanos, long maxNanos) {
        long first = Math.ceilDiv(minNanos, NANOS) - startMillis;
        return selection.startNanos() <= minNanos
                && selection.endNanos() >= maxNanos
                && Math.ceilDiv(first, stepMillis) >= 0
                && point(maxNanos) < points();
    }

    /// The earliest time of the selection that belongs to a point that it has profiles of.
    long startNanos(long point) {
        return point == 0
                ? selection.startNanos()
                : Math.max(selection.startNanos(), nanos(pointMillis(point - 1)) + 1);
    }

    /// The latest time of the selection that belongs to a point that it has profiles of.
    long endNanos(long point) {
        return Math.min(selection.endNanos(), nanos(pointMillis(point)));
    }

    private static long nanos(long millis) {
        return NANOS * Math.clamp(millis, Long.MIN_VALUE / NANOS, Long.MAX_VALUE / NANOS);
    }

    /// Time of a point, milliseconds since the epoch.
    long pointMillis(long point) {
        return startMillis + point * stepMillis;
    }
}
