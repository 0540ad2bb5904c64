// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.config.Flag;
import java.time.Duration;
import java.util.List;

/// The flags of the compactor.
public final class CompactorFlags {

    static final Flag<List<String>> BLOCK_RANGES =
            Flag.list(
                    "compactor.block-ranges",
                    List.of("1h", "24h"),
                    "Lengths of the windows of time that blocks are made for, ascending, each a multiple of the one before.");

    static final Flag<Duration> COMPACTION_INTERVAL =
            Flag.duration(
                    "compactor.compaction-interval",
                    Duration.ofMinutes(30),
                    "How long segments wait until they become blocks, and how long after its end the blocks of a window of time become one.");

    static final Flag<Duration> CLEANUP_INTERVAL =
            Flag.duration(
                    "compactor.cleanup-interval",
                    Duration.ofMinutes(15),
                    "How often the compactor looks for what is to be deleted.");

    static final Flag<Duration> DELETION_DELAY =
            Flag.duration(
                    "compactor.deletion-delay",
                    Duration.ofHours(2),
                    "How long objects stay after they were replaced or deleted. Must be longer than any query, and longer than listings of the object store lag.");

    static final Flag<Duration> PENDING_TIMEOUT =
            Flag.duration(
                            "compactor.partial-block-deletion-delay",
                            Duration.ofHours(4),
                            "How long a block may be in the making; after that it is given up and deleted. Must be longer than any job.")
                    .advanced();

    static final Flag<Integer> MIN_SEGMENTS =
            Flag.integer(
                            "compactor.min-segments",
                            10,
                            "Segments of a tenant that become blocks at once, without waiting for -compactor.compaction-interval.")
                    .advanced();

    static final Flag<Integer> MAX_INPUTS =
            Flag.integer(
                            "compactor.max-inputs",
                            64,
                            "Most segments, or blocks, that one job merges.")
                    .advanced();

    static final Flag<Long> MAX_BLOCK_BYTES =
            Flag.bytes(
                            "compactor.max-block-bytes",
                            4L << 30,
                            "Size above which a block is split between services. Larger than half of it, it is not merged any more.")
                    .advanced();

    static final Flag<String> DATA_DIR =
            Flag.string(
                            "compactor.data-dir",
                            "",
                            "Folder for blocks that are being made; emptied at the start. Empty is the folder compactor under -data-dir.")
                    .advanced();

    private CompactorFlags() {}

    /// All of them.
    public static List<Flag<?>> all() {
        return List.of(
                BLOCK_RANGES,
                COMPACTION_INTERVAL,
                CLEANUP_INTERVAL,
                DELETION_DELAY,
                PENDING_TIMEOUT,
                MIN_SEGMENTS,
                MAX_INPUTS,
                MAX_BLOCK_BYTES,
                DATA_DIR);
    }
}
