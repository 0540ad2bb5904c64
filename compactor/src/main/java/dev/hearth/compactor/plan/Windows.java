// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import dev.hearth.block.merge.TimeWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which stretches of time get blocks of their own. Pure; safe for many threads.
public final class Windows {

    /// Most blocks of time that come of one job, the one with the rest among them.
    public static final int MAX_WINDOWS = 32;

    private final PlanLimits limits;

    /// @param limits the ranges
    public Windows(PlanLimits limits) {
        this.limits = limits;
    }

    /// Length of the buckets that [#choose] takes.
    public long bucketNanos() {
        return limits.smallestRange();
    }

    /// Buckets for a range of time of which nothing else is known, each counted once; null if that
    /// makes so many that it pays to look where profiles are.
    public @Nullable SortedMap<Long, Long> buckets(long minNanos, long maxNanos) {
        long bucket = bucketNanos();
        long first = Math.floorDiv(minNanos, bucket);
        long last = Math.floorDiv(maxNanos, bucket);
        if (last - first < 0 || last - first >= MAX_WINDOWS) {
            return null;
        }
        SortedMap<Long, Long> buckets = new TreeMap<>();
        for (long i = first; i <= last; i++) {
            long time = i == first ? minNanos : i * bucket;
            buckets.put(window(time, bucket).startNanos(), 1L);
        }
        return buckets;
    }

    /// The windows of some profiles: the largest that are over, the smallest of what is recent. If
    /// they are too many, those with the most samples; the rest goes together.
    ///
    /// @param samples start of each bucket, and its samples
    /// @param force whether all windows count as over
    public List<TimeWindow> choose(SortedMap<Long, Long> samples, long nowNanos, boolean force) {
        Map<Long, TimeWindow> windows = new TreeMap<>();
        Map<Long, Long> weights = new TreeMap<>();
        samples.forEach((start, count) -> {
            TimeWindow window = windowOf(start, nowNanos, force);
            windows.put(window.startNanos(), window);
            weights.merge(window.startNanos(), count, Long::sum);
        });
        if (windows.size() <= MAX_WINDOWS) {
            return List.copyOf(windows.values());
        }
        List<Long> starts = new ArrayList<>(windows.keySet());
        starts.sort(
                Comparator.comparingLong((Long start) -> weights.getOrDefault(start, 0L))
                        .thenComparing(Comparator.naturalOrder())
                        .reversed());
        return starts.subList(0, MAX_WINDOWS - 1).stream()
                .sorted()
                .map(start -> window(start, windows))
                .toList();
    }

    private static TimeWindow window(long start, Map<Long, TimeWindow> windows) {
        TimeWindow window = windows.get(start);
        if (window == null) {
            throw new IllegalStateException("no window begins at " + start);
        }
        return window;
    }

    private TimeWindow windowOf(long timeNanos, long nowNanos, boolean force) {
        for (long range : limits.ranges().reversed()) {
            TimeWindow window = window(timeNanos, range);
            if (force || isOver(window, nowNanos)) {
                return window;
            }
        }
        return window(timeNanos, limits.smallestRange());
    }

    boolean isOver(TimeWindow window, long nowNanos) {
        return window.endNanos() <= nowNanos - limits.intervalNanos();
    }

    /// The window of a range that a moment lies in.
    static TimeWindow window(long timeNanos, long range) {
        long index = Math.floorDiv(timeNanos, range);
        long start = index <= Long.MIN_VALUE / range ? Long.MIN_VALUE : index * range;
        long end = index >= Long.MAX_VALUE / range ? Long.MAX_VALUE : (index + 1) * range;
        return new TimeWindow(start, end);
    }
}
