// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.Arrays;

/// Sum and count by point, for the points that have any: however fine the grid, only what exists
/// takes room. For one thread.
final class PointSums {

    private static final long FREE = Long.MIN_VALUE;

    private long[] points = new long[32];
    private long[] sums = new long[32];
    private long[] counts = new long[32];
    private int size;

    PointSums() {
        Arrays.fill(points, FREE);
    }

    void add(long point, long sum, long count) {
        int slot = slot(point);
        if (points[slot] == FREE) {
            points[slot] = point;
            size++;
        }
        sums[slot] += sum;
        counts[slot] += count;
        if (size * 2 > points.length) {
            grow();
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(PointSums other) {
        add(other, 0);
    }

    /// @param distance how many points later
    void add(PointSums other, long distance) {
        for (int i = 0; i < other.points.length; i++) {
            if (other.points[i] != FREE) {
                add(other.points[i] + distance, other.sums[i], other.counts[i]);
            }
        }
    }

    /// The same some points later.
    PointSums moved(long distance) {
        PointSums moved = new PointSums();
        moved.add(this, distance);
        return moved;
    }

    /// Bytes held, estimated.
    long weightBytes() {
        return 64 + 24L * points.length;
    }

    /// Sum over all points.
    long sum() {
        return Arrays.stream(sums).sum();
    }

    /// The points that have any, ascending.
    long[] points() {
        return Arrays.stream(points).filter(point -> point != FREE).sorted().toArray();
    }

    /// Sum of a point that has any.
    long sum(long point) {
        return sums[slot(point)];
    }

    /// How many profiles a point has that has any.
    long count(long point) {
        return counts[slot(point)];
    }

    private int slot(long point) {
        int mask = points.length - 1;
        int slot = (int) ((point * 0x9E3779B97F4A7C15L) >>> 33) & mask;
        while (points[slot] != FREE && points[slot] != point) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldPoints = points;
        long[] oldSums = sums;
        long[] oldCounts = counts;
        points = new long[oldPoints.length * 2];
        sums = new long[points.length];
        counts = new long[points.length];
        Arrays.fill(points, FREE);
        for (int i = 0; i < oldPoints.length; i++) {
            if (oldPoints[i] != FREE) {
                int slot = slot(oldPoints[i]);
                points[slot] = oldPoints[i];
                sums[slot] = oldSums[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    PointSeries series(GroupKey key, SeriesQuery query) {
        long[] order = points();
        double[] values = new double[order.length];
        for (int i = 0; i < order.length; i++) {
            int slot = slot(order[i]);
            values[i] =
                    switch (query.aggregation()) {
                        case SUM -> (double) sums[slot];
                        case AVERAGE -> (double) sums[slot] / counts[slot];
                    };
            order[i] = query.pointMillis(order[i]);
        }
        return new PointSeries(key, order, values);
    }
}
