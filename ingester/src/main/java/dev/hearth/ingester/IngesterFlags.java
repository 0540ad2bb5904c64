// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.config.Flag;
import java.time.Duration;
import java.util.List;

/// The flags of the ingester.
public final class IngesterFlags {

    static final Flag<Duration> MAX_SEGMENT_AGE =
            Flag.duration(
                    "ingester.max-segment-age",
                    Duration.ofMinutes(5),
                    "How long profiles stay in memory before they are cut into a segment.");

    static final Flag<Long> MAX_HEAD_BYTES =
            Flag.bytes(
                    "ingester.max-head-bytes",
                    64L << 20,
                    "Memory that profiles may take before they are cut into a segment.");

    static final Flag<Long> MAX_MEMORY_BYTES =
            Flag.bytes(
                    "ingester.max-memory-bytes",
                    512L << 20,
                    "Memory that profiles may take in all, those included that wait for storage. Above it pushes are refused with 503 until segments can be written.");

    static final Flag<Duration> RETRY_WINDOW =
            Flag.duration(
                            "ingester.retry-window",
                            Duration.ofMinutes(10),
                            "How long after a push another with the same id counts as its retry and is dropped.")
                    .advanced();

    static final Flag<Duration> SEGMENT_GRACE_PERIOD =
            Flag.duration(
                            "ingester.segment-grace-period",
                            Duration.ofSeconds(30),
                            "How long profiles stay in memory after their segment is committed, for queries that began before.")
                    .advanced();

    static final Flag<Boolean> FLUSH_ON_SHUTDOWN =
            Flag.bool(
                            "ingester.flush-on-shutdown",
                            true,
                            "Cut what is in memory into a segment at a clean stop. Without it the next start reads it from the log.")
                    .advanced();

    private IngesterFlags() {}

    /// All of them.
    public static List<Flag<?>> all() {
        return List.of(
                MAX_SEGMENT_AGE,
                MAX_HEAD_BYTES,
                MAX_MEMORY_BYTES,
                RETRY_WINDOW,
                SEGMENT_GRACE_PERIOD,
                FLUSH_ON_SHUTDOWN);
    }
}
