// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What profiles come to by group of series and point: sum and count, of which each aggregation is
/// made. For one thread.
public final class SeriesTotals {

    private final TreeMap<GroupKey, PointSums> groups = new TreeMap<>();

    /// Takes groups of series one after another.
    @FunctionalInterface
    public interface Groups {

        /// Takes a group.
        ///
        /// @param labels name, value, name, value … in the order asked
        /// @param points those that have a profile, ascending
        /// @param sums for each point the sum of its profiles
        /// @param counts for each point how many they are
        void add(List<String> labels, long[] points, long[] sums, long[] counts);
    }

    /// Without any group.
    public SeriesTotals() {}

    /// @param sums belong to this object from now on
    void add(GroupKey key, PointSums sums) {
        PointSums mine = groups.putIfAbsent(key, sums);
        if (mine != null) {
            mine.add(sums);
        }
    }

    /// Adds to a group; see [Groups#add].
    public void add(List<String> labels, long[] points, long[] sums, long[] counts) {
        PointSums mine =
                groups.computeIfAbsent(new GroupKey(List.copyOf(labels)), _ -> new PointSums());
        for (int i = 0; i < points.length; i++) {
            mine.add(points[i], sums[i], counts[i]);
        }
    }

    /// Gives all groups, in order of labels.
    public void each(Groups into) {
        groups.forEach((key, sums) -> {
            long[] points = sums.points();
            long[] values = new long[points.length];
            long[] counts = new long[points.length];
            for (int i = 0; i < points.length; i++) {
                values[i] = sums.sum(points[i]);
                counts[i] = sums.count(points[i]);
            }
            into.add(key.pairs(), points, values, counts);
        });
    }

    /// What a client sees: the series that have a point, the one with the largest sum first, equal
    /// ones in order of labels.
    public List<PointSeries> series(SeriesQuery query) {
        List<PointSeries> series = new ArrayList<>();
        groups.forEach((key, sums) -> series.add(sums.series(key, query)));
        series.sort(PointSeries.LARGEST_FIRST);
        return series;
    }
}
