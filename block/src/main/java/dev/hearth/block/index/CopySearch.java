// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockId;
import dev.hearth.query.Repeats;
import java.util.Set;

/// In which blocks was looked for copies of the profiles that new blocks bring.
///
/// @param blocks the blocks that were live then
/// @param marked how many of the profiles were marked
/// @param minTimeNanos no profile is earlier, nanoseconds since the epoch
/// @param maxTimeNanos no profile is later; before the earliest if there is none
public record CopySearch(Set<BlockId> blocks, long marked, long minTimeNanos, long maxTimeNanos) {

    /// For blocks that bring no new profile.
    public static final CopySearch NONE =
            new CopySearch(Set.of(), 0, Long.MAX_VALUE, Long.MIN_VALUE);

    /// Keeps a copy of the set.
    public CopySearch {
        blocks = Set.copyOf(blocks);
    }

    /// Whether a live block may hold copies that were not looked for.
    boolean mayMiss(IndexedBlock block) {
        return concerns(block) && !blocks.contains(block.id());
    }

    /// Whether a block has to be looked through: it lies near, and it or what is merged has a
    /// marked profile.
    public boolean concerns(IndexedBlock block) {
        return (marked > 0 || block.marked() > 0)
                && Repeats.before(block.minTimeNanos()) <= maxTimeNanos
                && Repeats.after(block.maxTimeNanos()) >= minTimeNanos;
    }
}
