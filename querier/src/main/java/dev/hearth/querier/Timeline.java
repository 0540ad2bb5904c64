// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.query.PointSeries;
import java.util.List;

/// Values at even distances in time, zero where there is nothing, as `/pyroscope/render` shows
/// them.
final class Timeline {

    private static final int RESOLUTION = 1500;
    private static final long SHORTEST_SECONDS = 15;

    /// Pairs: up to this many milliseconds, this many seconds.
    private static final long[][] ROUNDED = {
        {17_500, 15},
        {25_000, 20},
        {45_000, 30},
        {90_000, 60},
        {210_000, 120},
        {450_000, 300},
        {750_000, 600},
        {1_050_000, 900},
        {1_500_000, 1200},
        {2_700_000, 1800},
        {5_400_000, 3600},
        {9_000_000, 7200},
        {16_200_000, 10800},
        {32_400_000, 21600},
        {86_400_000, 43200},
        {172_800_000, 86400},
        {604_800_000, 86400},
        {1_814_400_000, 604800},
    };

    private static final long LAST_MILLIS = 3_628_800_000L;

    private final long startSeconds;
    private final long stepSeconds;
    private final long[] samples;

    private Timeline(long startSeconds, long stepSeconds, long[] samples) {
        this.startSeconds = startSeconds;
        this.stepSeconds = stepSeconds;
        this.samples = samples;
    }

    /// The distance of points that suits a range, seconds.
    static long stepSeconds(long startMillis, long endMillis) {
        long nanosPerPoint =
                Math.multiplyExact(endMillis - startMillis, 1_000L) / RESOLUTION * 1000;
        long millis = Math.ceilDiv(nanosPerPoint, 1_000_000);
        if (millis < SHORTEST_SECONDS * 1000) {
            return SHORTEST_SECONDS;
        }
        for (long[] rule : ROUNDED) {
            if (millis <= rule[0]) {
                return rule[1];
            }
        }
        return millis < LAST_MILLIS ? 2_592_000 : 31_536_000;
    }

    /// The values of a series; all zero without a series.
    ///
    /// @param series one series, or none, or several that cannot be shown as one
    static Timeline of(
            List<PointSeries> series, long startMillis, long endMillis, long stepSeconds) {
        long step = stepSeconds * 1000;
        long start = Math.floorDiv(startMillis, step) * step;
        long end = Math.floorDiv(endMillis, step) * step;
        long[] samples = new long[Math.toIntExact((end - start) / step)];
        if (series.size() == 1) {
            fill(samples, series.getFirst(), start, end, step);
        }
        return new Timeline(Math.floorDiv(start, 1000), stepSeconds, samples);
    }

    private static void fill(long[] samples, PointSeries series, long start, long end, long step) {
        long index = 0;
        long previous = start;
        for (int i = 0; i < series.size(); i++) {
            long time = series.timeMillis(i);
            if (time < start || time >= end) {
                continue;
            }
            index += (time - previous) / step;
            previous = time;
            if (index < samples.length) {
                samples[(int) index] = (long) series.value(i);
            }
        }
    }

    void write(GoJson json) {
        json.raw("{\"startTime\":")
                .number(startSeconds)
                .raw(",\"samples\":")
                .numbers(samples)
                .raw(",\"durationDelta\":")
                .number(stepSeconds)
                .raw(",\"watermarks\":null}");
    }
}
