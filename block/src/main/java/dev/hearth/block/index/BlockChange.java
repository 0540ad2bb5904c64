// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a compaction brings: blocks for segments, or for other blocks, or nothing for what is to
/// go.
///
/// @param blocks blocks that are written and pending
/// @param replaced live blocks that they stand for
/// @param ranges for each partition the positions whose segments they stand for
/// @param search where was looked for copies of what they bring
/// @param lost what the ranges hold, is damaged, and is in no block
public record BlockChange(
        List<IndexedBlock> blocks,
        SortedSet<BlockId> replaced,
        SortedMap<String, Range> ranges,
        CopySearch search,
        List<LostPart> lost) {

    /// A change that brings in no profile that was not in blocks before.
    public BlockChange(
            List<IndexedBlock> blocks,
            SortedSet<BlockId> replaced,
            SortedMap<String, Range> ranges) {
        this(blocks, replaced, ranges, CopySearch.NONE);
    }

    /// A change that gives nothing up.
    public BlockChange(
            List<IndexedBlock> blocks,
            SortedSet<BlockId> replaced,
            SortedMap<String, Range> ranges,
            CopySearch search) {
        this(blocks, replaced, ranges, search, List.of());
    }

    /// Keeps copies.
    public BlockChange {
        blocks = List.copyOf(blocks);
        replaced = Collections.unmodifiableSortedSet(new TreeSet<>(replaced));
        ranges = Collections.unmodifiableSortedMap(new TreeMap<>(ranges));
        lost = List.copyOf(lost);
    }

    /// Positions of a partition.
    ///
    /// @param start the first: where what was covered before ends, or the floor if that is higher
    /// @param end behind the last: the end of a segment
    /// @param floor the floor of the partition, read after the blocks were announced: so that one
    ///   of before the tenant was deleted and began anew does not bring back what lies below
    public record Range(long start, long end, long floor) {
        /// @throws IllegalArgumentException if it ends before it starts
        public Range {
            if (end < start) {
                throw new IllegalArgumentException(
                        "range ends at %d (expected %d or more)".formatted(end, start));
            }
        }
    }
}
