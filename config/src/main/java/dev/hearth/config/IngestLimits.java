// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.time.Duration;

/// How much a tenant may send.
///
/// @param rateBytesPerSecond uncompressed profile bytes a second, on average
/// @param burstBytes uncompressed profile bytes at once
/// @param bodyLimitBytes bytes of one request's body as sent; 0 is no limit
/// @param artificialDelay time that the answer to a push is held back; zero answers at once
/// @param maxConcurrency push requests that are worked on at a time; 0 is no limit
/// @param rejectOlderThan age at which a profile is refused; zero is no limit
/// @param rejectNewerThan how far in the future a profile may lie; zero is no limit
public record IngestLimits(
        long rateBytesPerSecond,
        long burstBytes,
        long bodyLimitBytes,
        Duration artificialDelay,
        int maxConcurrency,
        Duration rejectOlderThan,
        Duration rejectNewerThan) {

    static IngestLimits from(Settings settings) {
        return new IngestLimits(
                megabytes(settings.get(LimitFlags.INGESTION_RATE_MB)),
                megabytes(settings.get(LimitFlags.INGESTION_BURST_SIZE_MB)),
                megabytes(settings.get(LimitFlags.INGESTION_BODY_LIMIT_MB)),
                settings.get(PushLimitFlags.ARTIFICIAL_DELAY),
                settings.get(PushLimitFlags.PUSH_MAX_CONCURRENCY),
                settings.get(LimitFlags.REJECT_OLDER_THAN),
                settings.get(LimitFlags.REJECT_NEWER_THAN));
    }

    /// Pyroscope's "MB" is 1024 * 1024 bytes.
    private static long megabytes(double count) {
        return Math.round(count * (1 << 20));
    }
}
