// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import java.time.Duration;
import java.time.Instant;

/// Times and spans as nanoseconds in a `long`; what does not fit becomes the largest or smallest
/// one.
final class Nanos {

    private static final long PER_SECOND = 1_000_000_000L;

    /// The start of 1971, UTC.
    private static final long YEAR_1971 = 365 * 86_400 * PER_SECOND;

    private Nanos() {}

    /// Nanoseconds since the epoch.
    static long of(Instant instant) {
        return of(instant.getEpochSecond(), instant.getNano());
    }

    /// Nanoseconds in a span.
    static long of(Duration span) {
        return of(span.getSeconds(), span.getNano());
    }

    static Instant toInstant(long nanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
    }

    /// Whether a time comes from a clock that was set: it is not of the year 1970.
    static boolean isClock(long nanos) {
        return nanos < 0 || nanos >= YEAR_1971;
    }

    private static long of(long seconds, int nanos) {
        try {
            return Math.addExact(Math.multiplyExact(seconds, PER_SECOND), nanos);
        } catch (ArithmeticException _) {
            return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
