// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.Arrays;

/// From where the costs of each point of a grid are to be taken: whole hours from [HourlyCosts],
/// what is left from samples. Immutable.
///
/// A source has nothing before its earliest and after its latest profile. So an hour is whole if
/// what the source can have of it lies in one point.
final class CostPlan {

    private static final int NO_POINT = -1;
    private static final long HOUR = HourlyCosts.HOUR_NANOS;

    private final long firstHour;
    private final int[] pointOfHour;
    private int[] points = new int[16];
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private int ranges;
    private boolean hasHours;

    private CostPlan(long firstHour, int hours) {
        this.firstHour = firstHour;
        this.pointOfHour = new int[hours];
        Arrays.fill(pointOfHour, NO_POINT);
    }

    /// Everything from samples.
    static CostPlan bySamples(TimeGrid grid, long minTimeNanos, long maxTimeNanos) {
        return make(grid, minTimeNanos, maxTimeNanos, false);
    }

    /// Whole hours by the hour.
    static CostPlan byHours(TimeGrid grid, long minTimeNanos, long maxTimeNanos) {
        return make(grid, minTimeNanos, maxTimeNanos, true);
    }

    private static CostPlan make(TimeGrid grid, long minTime, long maxTime, boolean usesHours) {
        long from = Math.max(grid.startNanos(), minTime);
        long to = Math.min(grid.endNanos(), maxTime);
        if (from > to) {
            return new CostPlan(0, 0);
        }
        long firstHour = Math.floorDiv(from, HOUR);
        long hours = usesHours ? Math.floorDiv(to, HOUR) - firstHour + 1 : 0;
        CostPlan plan = new CostPlan(firstHour, Math.toIntExact(hours));
        long last = grid.point(to);
        for (long point = grid.point(from); point <= last; point++) {
            long start = grid.start(point);
            long end = grid.end(point);
            if (usesHours) {
                plan.addHours(
                        Math.toIntExact(point),
                        start <= minTime ? Math.floorDiv(from, HOUR) * HOUR : start,
                        end >= maxTime ? Math.floorDiv(to, HOUR) * HOUR + HOUR - 1 : end);
            } else {
                plan.addRange(Math.toIntExact(point), start, end);
            }
        }
        return plan;
    }

    private void addHours(int point, long start, long end) {
        long first = Math.ceilDiv(start, HOUR);
        long last = Math.floorDiv(end + 1, HOUR) - 1;
        if (first > last) {
            addRange(point, start, end);
            return;
        }
        hasHours = true;
        Arrays.fill(pointOfHour, (int) (first - firstHour), (int) (last - firstHour) + 1, point);
        addRange(point, start, first * HOUR - 1);
        addRange(point, (last + 1) * HOUR, end);
    }

    private void addRange(int point, long start, long end) {
        if (start > end) {
            return;
        }
        if (ranges == points.length) {
            points = Arrays.copyOf(points, ranges * 2);
            starts = Arrays.copyOf(starts, ranges * 2);
            ends = Arrays.copyOf(ends, ranges * 2);
        }
        points[ranges] = point;
        starts[ranges] = start;
        ends[ranges++] = end;
    }

    /// Whether any hour is to be taken from hourly costs.
    boolean hasHours() {
        return hasHours;
    }

    /// Start of the earliest hour that may be wanted; there must be one.
    long firstHourNanos() {
        return firstHour * HOUR;
    }

    /// Start of the latest hour that may be wanted; there must be one.
    long lastHourNanos() {
        return (firstHour + pointOfHour.length - 1) * HOUR;
    }

    /// The point that an hour is to be added to, -1 if it is not to be added.
    ///
    /// @param hourNanos start of it
    int pointOfHour(long hourNanos) {
        long hour = Math.floorDiv(hourNanos, HOUR) - firstHour;
        return hour < 0 || hour >= pointOfHour.length ? NO_POINT : pointOfHour[(int) hour];
    }

    /// Ranges to be taken from samples.
    int ranges() {
        return ranges;
    }

    /// The point of a range.
    int point(int range) {
        return points[range];
    }

    /// First nanosecond of a range.
    long start(int range) {
        return starts[range];
    }

    /// Last nanosecond of a range.
    long end(int range) {
        return ends[range];
    }
}
