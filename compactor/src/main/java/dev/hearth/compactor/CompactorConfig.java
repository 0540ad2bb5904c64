// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.merge.MergeBounds;
import dev.hearth.compactor.plan.PlanLimits;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.config.text.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What an operator can set on the compactor.
///
/// @param plan when something is due, and how large jobs are
/// @param bounds how large blocks are, and how much memory a merge takes
/// @param cleanupInterval how often it is looked for what is to be deleted
/// @param deletionDelay how long objects stay that do not count any more
/// @param pendingTimeout how long a block may be in the making
/// @param retryWindow how long an id of a profile counts as seen
/// @param scratch folder for blocks that are being made
public record CompactorConfig(
        PlanLimits plan,
        MergeBounds bounds,
        Duration cleanupInterval,
        Duration deletionDelay,
        Duration pendingTimeout,
        Duration retryWindow,
        Path scratch) {

    /// @throws IllegalArgumentException if a value makes no sense; the message is for the operator
    public CompactorConfig {
        requireNotNegative(CompactorFlags.CLEANUP_INTERVAL, cleanupInterval);
        requireNotNegative(CompactorFlags.DELETION_DELAY, deletionDelay);
        requireNotNegative(CompactorFlags.PENDING_TIMEOUT, pendingTimeout);
    }

    /// Reads the flags of [CompactorFlags].
    ///
    /// @param dataDir folder of everything that is kept on this machine
    /// @param retryWindow how long the ingester takes a profile with an id that it has seen for a
    ///   retry
    /// @throws IllegalArgumentException as the constructor
    public static CompactorConfig from(Settings settings, Path dataDir, Duration retryWindow) {
        requireNotNegative(
                CompactorFlags.COMPACTION_INTERVAL,
                settings.get(CompactorFlags.COMPACTION_INTERVAL));
        long blockBytes = settings.get(CompactorFlags.MAX_BLOCK_BYTES);
        requireAtLeast(CompactorFlags.MAX_BLOCK_BYTES, blockBytes, 1);
        requireAtLeast(CompactorFlags.MAX_INPUTS, settings.get(CompactorFlags.MAX_INPUTS), 2);
        String scratch = settings.get(CompactorFlags.DATA_DIR);
        MergeBounds usual = MergeBounds.DEFAULTS;
        return new CompactorConfig(
                new PlanLimits(
                        requireRanges(settings.get(CompactorFlags.BLOCK_RANGES)),
                        settings.get(CompactorFlags.COMPACTION_INTERVAL).toNanos(),
                        settings.get(CompactorFlags.MIN_SEGMENTS),
                        settings.get(CompactorFlags.MAX_INPUTS),
                        blockBytes,
                        usual.blockSamples()),
                new MergeBounds(
                        blockBytes,
                        usual.blockSamples(),
                        usual.cacheBytes(),
                        usual.readAheadBytes()),
                settings.get(CompactorFlags.CLEANUP_INTERVAL),
                settings.get(CompactorFlags.DELETION_DELAY),
                settings.get(CompactorFlags.PENDING_TIMEOUT),
                retryWindow,
                scratch.isEmpty() ? dataDir.resolve("compactor") : Path.of(scratch));
    }

    /// Checks that what does not count any more stays as long as somebody may read it.
    ///
    /// @param flag how long somebody may read, for the message
    /// @throws IllegalArgumentException if it does not; the message is for the operator
    public void requireDelayAbove(String flag, Duration longest) {
        if (deletionDelay.compareTo(longest) < 0) {
            throw new IllegalArgumentException(
                    "%s is %s (expected at least %s, %s)"
                            .formatted(
                                    CompactorFlags.DELETION_DELAY,
                                    DurationText.format(deletionDelay),
                                    flag,
                                    DurationText.format(longest)));
        }
    }

    private static List<Long> ranges(List<String> texts) {
        List<Long> ranges = new ArrayList<>();
        for (String text : texts) {
            try {
                ranges.add(DurationText.parse(text).toNanos());
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new IllegalArgumentException(
                        "%s has \"%s\" (expected durations, for instance 1h,24h)"
                                .formatted(CompactorFlags.BLOCK_RANGES, text),
                        e);
            }
        }
        return ranges;
    }

    static List<Long> requireRanges(List<String> texts) {
        List<Long> ranges = ranges(texts);
        try {
            PlanLimits.checkRanges(ranges);
            return ranges;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    CompactorFlags.BLOCK_RANGES + ": " + e.getMessage(), e);
        }
    }

    private static void requireNotNegative(Flag<Duration> flag, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(
                    "%s is %s (expected 0 or more)".formatted(flag, value));
        }
    }

    private static void requireAtLeast(Flag<?> flag, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "%s is %d (expected at least %d)".formatted(flag, value, least));
        }
    }
}
