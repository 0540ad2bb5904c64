// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

/// A range of time cut into points of equal length: point `k` begins at `firstNanos + k *
/// stepNanos` and ends before the next, as far as that lies in the range.
///
/// @param startNanos earliest time, included, nanoseconds since the epoch
/// @param endNanos latest time, included
/// @param firstNanos where the first point begins, not after the start
/// @param stepNanos length of a point, at least 1
record TimeGrid(long startNanos, long endNanos, long firstNanos, long stepNanos) {

    /// The years 1933 to 2116: further away no sum of two times overflows.
    private static final long EARLIEST = -(1L << 60);

    private static final long LATEST = 1L << 62;
    private static final long LONGEST_STEP = 1L << 60;

    /// A range in points that begin at multiples of the step since the epoch.
    static TimeGrid of(long startNanos, long endNanos, long stepNanos) {
        TimeGrid whole = whole(startNanos, endNanos);
        long step = Math.min(stepNanos, LONGEST_STEP);
        long start = whole.startNanos;
        return new TimeGrid(start, whole.endNanos, start - Math.floorMod(start, step), step);
    }

    /// A range as one point.
    static TimeGrid whole(long startNanos, long endNanos) {
        long start = Math.clamp(startNanos, EARLIEST, LATEST);
        long end = Math.clamp(endNanos, EARLIEST, LATEST);
        return new TimeGrid(start, end, start, Math.max(1, end - start + 1));
    }

    /// Number of points.
    long points() {
        return point(endNanos) + 1;
    }

    /// The point that a time of the range belongs to.
    long point(long timeNanos) {
        return (timeNanos - firstNanos) / stepNanos;
    }

    /// Where a point begins on the grid, perhaps before the range.
    long pointNanos(long point) {
        return firstNanos + point * stepNanos;
    }

    /// The first nanosecond of a point that is in the range.
    long start(long point) {
        return Math.max(startNanos, pointNanos(point));
    }

    /// The last nanosecond of a point that is in the range.
    long end(long point) {
        return Math.min(endNanos, pointNanos(point) + stepNanos - 1);
    }
}
