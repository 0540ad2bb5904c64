// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.time.Duration;

/// Whether profiles of one series that follow each other closely become one when they are cut into
/// a segment.
///
/// @param window length of the windows, aligned to the epoch, whose profiles become one; zero for
///   none
/// @param period distance from which on neighbours stay apart all the same; zero for none
public record AggregationLimits(Duration window, Duration period) {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    static AggregationLimits from(Settings settings) {
        return new AggregationLimits(
                settings.get(PushLimitFlags.AGGREGATION_WINDOW),
                settings.get(PushLimitFlags.AGGREGATION_PERIOD));
    }

    /// Whether anything may be added up.
    public boolean isOn() {
        return !window.isZero();
    }

    /// The window in nanoseconds, at most the largest number.
    public long windowNanos() {
        return nanos(window);
    }

    /// The period in nanoseconds, at most the largest number.
    public long periodNanos() {
        return nanos(period);
    }

    private static long nanos(Duration span) {
        return span.compareTo(LONGEST) < 0 ? span.toNanos() : Long.MAX_VALUE;
    }
}
