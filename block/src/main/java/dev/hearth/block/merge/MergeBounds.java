// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

/// How large the blocks of a merge become, and how much memory it takes.
///
/// @param blockBytes bytes of a block above which the next service begins a new one
/// @param blockSamples samples above which a service does not go into a block that has others, and
///   is split between its series; at most 2^30
/// @param cacheBytes decoded symbols and labels of inputs that are kept for the next service
/// @param readAheadBytes bytes of inputs read ahead, all together
public record MergeBounds(
        long blockBytes, long blockSamples, long cacheBytes, long readAheadBytes) {

    /// Most samples of a block: rows are numbered by 32 bits.
    public static final long MAX_SAMPLES = 1L << 30;

    /// Blocks of up to about 4 GiB; 64 MiB of symbols, 64 MiB read ahead.
    public static final MergeBounds DEFAULTS =
            new MergeBounds(4L << 30, MAX_SAMPLES, 64L << 20, 64L << 20);

    /// @throws IllegalArgumentException if one is below 1, or the samples are too many
    public MergeBounds {
        if (blockBytes < 1 || blockSamples < 1 || cacheBytes < 1 || readAheadBytes < 1) {
            throw new IllegalArgumentException(
                    "bounds are %d, %d, %d and %d (expected 1 or more)"
                            .formatted(blockBytes, blockSamples, cacheBytes, readAheadBytes));
        }
        if (blockSamples > MAX_SAMPLES) {
            throw new IllegalArgumentException(
                    "samples of a block are %d (limit %d)".formatted(blockSamples, MAX_SAMPLES));
        }
    }
}
