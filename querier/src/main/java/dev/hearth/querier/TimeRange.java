// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.QueryLimits;
import dev.hearth.config.text.DurationText;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.time.Duration;
import java.time.Instant;

/// The time that a query is about, checked against the tenant's limits.
///
/// @param startMillis earliest time, included, milliseconds since the epoch
/// @param endMillis latest time, included
/// @param isEmpty whether it lies before everything that the tenant may look at
record TimeRange(long startMillis, long endMillis, boolean isEmpty) {

    private static final long NANOS = 1_000_000;

    /// Times further away than this hold nothing; moving them here keeps sums from overflowing.
    private static final long FURTHEST = Long.MAX_VALUE / 8;

    /// Checks the times of a request.
    ///
    /// @throws StatusException if a time is missing (0), the start lies after the end, or the range
    ///   is longer than allowed
    static TimeRange of(long startMillis, long endMillis, QueryLimits limits, Instant now)
            throws StatusException {
        if (startMillis == 0 || endMillis == 0) {
            throw invalid("missing time range in the query");
        }
        if (startMillis > endMillis) {
            throw invalid("query start time is after end time");
        }
        long start = Math.clamp(startMillis, -FURTHEST, FURTHEST);
        long end = Math.clamp(endMillis, -FURTHEST, FURTHEST);
        if (!limits.maxLookback().isZero()) {
            long earliest = now.minus(limits.maxLookback()).toEpochMilli();
            if (end < earliest) {
                return new TimeRange(start, end, true);
            }
            start = Math.max(start, earliest);
        }
        checkLength(end - start, limits.maxLength());
        return new TimeRange(start, end, false);
    }

    private static void checkLength(long millis, Duration limit) throws StatusException {
        if (!limit.isZero() && millis > limit.toMillis()) {
            throw invalid(
                    "the query time range exceeds the limit (max_query_length, actual: %s, limit: %s). To change it, set %s"
                            .formatted(
                                    actual(millis),
                                    DurationText.format(limit),
                                    LimitFlags.MAX_QUERY_LENGTH));
        }
    }

    private static String actual(long millis) {
        return millis > Long.MAX_VALUE / NANOS
                ? "more than 292 years"
                : DurationText.format(Duration.ofMillis(millis));
    }

    /// Everything up to a time.
    static TimeRange upTo(long endMillis, QueryLimits limits) {
        long start =
                limits.maxLookback().isZero()
                        ? -FURTHEST
                        : endMillis - limits.maxLookback().toMillis();
        return new TimeRange(start, endMillis, false);
    }

    /// Earliest time in nanoseconds; the earliest there is if it does not fit.
    long startNanos() {
        return nanos(startMillis);
    }

    /// Latest time in nanoseconds; the latest there is if it does not fit.
    long endNanos() {
        return nanos(endMillis);
    }

    /// Milliseconds to nanoseconds, as near as a long can say.
    static long nanos(long millis) {
        long high = Long.MAX_VALUE / NANOS;
        return Math.clamp(millis, -high, high) * NANOS;
    }

    private static StatusException invalid(String message) {
        return new StatusException(Code.INVALID_ARGUMENT, message);
    }
}
