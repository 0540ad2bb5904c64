// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import java.time.Duration;

/// What an operator can set on the ingester.
///
/// @param maxSegmentAge how long profiles stay in memory before they are cut
/// @param maxHeadBytes memory that a head may take before it is cut
/// @param maxMemoryBytes memory that all heads and what waits for them may take; above it appends
///   are refused
/// @param retryWindow how long an id counts as seen, by append time; zero for not at all
/// @param segmentGracePeriod how long a head stays readable after its segment is committed
/// @param flushOnShutdown whether a clean stop cuts what is in memory
public record IngesterConfig(
        Duration maxSegmentAge,
        long maxHeadBytes,
        long maxMemoryBytes,
        Duration retryWindow,
        Duration segmentGracePeriod,
        boolean flushOnShutdown) {

    /// @throws IllegalArgumentException if a value makes no sense; the message is for the operator
    public IngesterConfig {
        requireAtLeast(IngesterFlags.MAX_HEAD_BYTES, maxHeadBytes, 1);
        requireAtLeast(IngesterFlags.MAX_MEMORY_BYTES, maxMemoryBytes, maxHeadBytes);
        requireNotNegative(IngesterFlags.MAX_SEGMENT_AGE, maxSegmentAge);
        requireNotNegative(IngesterFlags.RETRY_WINDOW, retryWindow);
        requireNotNegative(IngesterFlags.SEGMENT_GRACE_PERIOD, segmentGracePeriod);
    }

    /// Reads the flags of [IngesterFlags].
    ///
    /// @throws IllegalArgumentException as the constructor
    public static IngesterConfig from(Settings settings) {
        return new IngesterConfig(
                settings.get(IngesterFlags.MAX_SEGMENT_AGE),
                settings.get(IngesterFlags.MAX_HEAD_BYTES),
                settings.get(IngesterFlags.MAX_MEMORY_BYTES),
                settings.get(IngesterFlags.RETRY_WINDOW),
                settings.get(IngesterFlags.SEGMENT_GRACE_PERIOD),
                settings.get(IngesterFlags.FLUSH_ON_SHUTDOWN));
    }

    private static void requireAtLeast(Flag<Long> flag, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "%s is %d (expected at least %d)".formatted(flag, value, least));
        }
    }

    private static void requireNotNegative(Flag<Duration> flag, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(
                    "%s is %s (expected 0 or more)".formatted(flag, value));
        }
    }
}
