// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import java.util.Map;

/// A deletion whose data is not all rewritten yet.
///
/// @param number its number in the index
/// @param isWhole whether it takes all series
/// @param startNanos earliest time that it takes
/// @param endNanos latest time that it takes
/// @param positions for each partition the end of what it takes
public record DueDeletion(
        long number, boolean isWhole, long startNanos, long endNanos, Map<String, Long> positions) {

    /// Keeps a copy of the map.
    public DueDeletion {
        positions = Map.copyOf(positions);
    }

    boolean overlaps(long minNanos, long maxNanos) {
        return startNanos <= maxNanos && minNanos <= endNanos;
    }

    boolean takesAll(long minNanos, long maxNanos) {
        return isWhole && startNanos <= minNanos && maxNanos <= endNanos;
    }

    long position(String partition) {
        return positions.getOrDefault(partition, 0L);
    }
}
