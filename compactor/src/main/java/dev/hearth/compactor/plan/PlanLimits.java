// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import java.util.List;

/// When something is due, and how large a job may be.
///
/// @param ranges lengths of the windows of blocks in nanoseconds, ascending, each a multiple of the
///   one before
/// @param intervalNanos how long segments wait, and how long after its end a window counts as over
/// @param segments segments that do not wait any longer, however young
/// @param inputs most segments or blocks of a job
/// @param blockBytes bytes of a block above which it is not merged any more
/// @param blockSamples samples of a block above which it is not merged any more
public record PlanLimits(
        List<Long> ranges,
        long intervalNanos,
        int segments,
        int inputs,
        long blockBytes,
        long blockSamples) {

    /// Keeps a copy of the list.
    ///
    /// @throws IllegalArgumentException if the ranges are none, or do not divide each other
    public PlanLimits {
        ranges = List.copyOf(ranges);
        checkRanges(ranges);
        if (inputs < 2) {
            throw new IllegalArgumentException(
                    "a job has %d inputs (expected at least 2)".formatted(inputs));
        }
    }

    /// Checks ranges, in nanoseconds.
    ///
    /// @throws IllegalArgumentException if there are none, or they do not divide each other
    public static void checkRanges(List<Long> ranges) {
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("there are 0 block ranges (expected at least 1)");
        }
        long shorter = 1;
        for (long range : ranges) {
            if (range <= 0 || range % shorter != 0 || (range == shorter && range != 1)) {
                throw new IllegalArgumentException(
                        "block ranges are %s ns (expected each to be a multiple of the one before)"
                                .formatted(ranges));
            }
            shorter = range;
        }
    }

    long smallestRange() {
        return ranges.getFirst();
    }

    long largestRange() {
        return ranges.getLast();
    }
}
