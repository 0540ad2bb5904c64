// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Ranges of time in order, without overlap or touch. Both ends of a range belong to it;
/// nanoseconds since the epoch. Immutable.
public final class TimeRanges {

    /// No time at all.
    public static final TimeRanges NONE = new TimeRanges(new long[0]);

    /// Start and end of each range, in turns.
    private final long[] ends;

    private TimeRanges(long[] ends) {
        this.ends = ends;
    }

    /// One range.
    ///
    /// @param endNanos the last nanosecond of it; before the start for none
    public static TimeRanges of(long startNanos, long endNanos) {
        return startNanos > endNanos ? NONE : new TimeRanges(new long[] {startNanos, endNanos});
    }

    /// What lies in any of some ranges.
    public static TimeRanges union(List<TimeRanges> all) {
        List<long[]> sorted = new ArrayList<>();
        for (TimeRanges each : all) {
            for (int i = 0; i < each.size(); i++) {
                sorted.add(new long[] {each.start(i), each.end(i)});
            }
        }
        sorted.sort((a, b) -> Long.compare(a[0], b[0]));
        long[] joined = new long[2 * sorted.size()];
        int size = 0;
        for (long[] range : sorted) {
            boolean joins =
                    size > 0
                            && (joined[size - 1] == Long.MAX_VALUE
                                    || range[0] <= joined[size - 1] + 1);
            if (joins) {
                joined[size - 1] = Math.max(joined[size - 1], range[1]);
            } else {
                joined[size++] = range[0];
                joined[size++] = range[1];
            }
        }
        return size == 0 ? NONE : new TimeRanges(Arrays.copyOf(joined, size));
    }

    /// How many ranges there are.
    public int size() {
        return ends.length / 2;
    }

    /// First nanosecond of a range.
    public long start(int range) {
        return ends[2 * range];
    }

    /// Last nanosecond of a range.
    public long end(int range) {
        return ends[2 * range + 1];
    }

    /// Whether there is none.
    public boolean isEmpty() {
        return ends.length == 0;
    }

    /// Whether a moment lies in one of them.
    public boolean contains(long timeNanos) {
        for (int i = 0; i < size(); i++) {
            if (timeNanos >= start(i) && timeNanos <= end(i)) {
                return true;
            }
        }
        return false;
    }

    /// Whether any moment from `startNanos` to `endNanos`, both included, lies in one of them.
    public boolean overlaps(long startNanos, long endNanos) {
        for (int i = 0; i < size(); i++) {
            if (start(i) <= endNanos && startNanos <= end(i)) {
                return true;
            }
        }
        return false;
    }

    /// What of a range lies in none of these.
    public TimeRanges gaps(long startNanos, long endNanos) {
        long[] gaps = new long[ends.length + 2];
        int size = 0;
        long from = startNanos;
        for (int i = 0; i < size(); i++) {
            if (start(i) > endNanos) {
                break;
            }
            if (end(i) < from) {
                continue;
            }
            if (start(i) > from) {
                gaps[size++] = from;
                gaps[size++] = start(i) - 1;
            }
            if (end(i) == Long.MAX_VALUE) {
                return size == 0 ? NONE : new TimeRanges(Arrays.copyOf(gaps, size));
            }
            from = end(i) + 1;
        }
        if (from <= endNanos) {
            gaps[size++] = from;
            gaps[size++] = endNanos;
        }
        return size == 0 ? NONE : new TimeRanges(Arrays.copyOf(gaps, size));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TimeRanges that && Arrays.equals(ends, that.ends);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ends);
    }

    @Override
    public String toString() {
        return Arrays.toString(ends);
    }
}
