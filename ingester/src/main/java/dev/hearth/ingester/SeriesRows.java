// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import java.util.Arrays;

/// The rows of each series of a dataset, in order of time, those of one time in order of position.
/// Immutable.
final class SeriesRows {

    private final int[] ends;
    private final int[] rows;

    private SeriesRows(int[] ends, int[] rows) {
        this.ends = ends;
        this.rows = rows;
    }

    /// Sorts the first `count` rows: one pass where each series came in order of time.
    static SeriesRows of(ProfileColumns profiles, int count, int seriesCount) {
        int[] next = new int[seriesCount];
        for (int row = 0; row < count; row++) {
            next[profiles.series[row]]++;
        }
        int start = 0;
        for (int series = 0; series < seriesCount; series++) {
            int size = next[series];
            next[series] = start;
            start += size;
        }
        int[] rows = new int[count];
        for (int row = 0; row < count; row++) {
            rows[next[profiles.series[row]]++] = row;
        }
        SeriesRows sorted = new SeriesRows(next, rows);
        for (int series = 0; series < seriesCount; series++) {
            sorted.sortByTime(series, profiles.times);
        }
        return sorted;
    }

    /// Start of a series' rows.
    int start(int series) {
        return series == 0 ? 0 : ends[series - 1];
    }

    /// End of a series' rows, exclusive.
    int end(int series) {
        return ends[series];
    }

    /// The row at an index between [#start] and [#end].
    int row(int index) {
        return rows[index];
    }

    /// First index of a series whose row is not before a time.
    int firstAt(int series, long timeNanos, long[] times) {
        int from = start(series);
        int to = end(series);
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (times[rows[middle]] < timeNanos) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private void sortByTime(int series, long[] times) {
        int start = start(series);
        int end = end(series);
        boolean isSorted = true;
        for (int i = start + 1; i < end && isSorted; i++) {
            isSorted = times[rows[i - 1]] <= times[rows[i]];
        }
        if (isSorted) {
            return;
        }
        Integer[] boxed = new Integer[end - start];
        for (int i = start; i < end; i++) {
            boxed[i - start] = rows[i];
        }
        Arrays.sort(boxed, (a, b) -> Long.compare(times[a], times[b]));
        for (int i = start; i < end; i++) {
            rows[i] = boxed[i - start];
        }
    }
}
