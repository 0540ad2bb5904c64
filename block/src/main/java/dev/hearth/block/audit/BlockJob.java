// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockMeta;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Blocks that were made together, as far as they are there.
///
/// @param members all that were made, there or not
/// @param there those that are there as a whole
/// @param sources blocks that they were made of; empty if of segments
/// @param positions positions that their data came from, at most
record BlockJob(
        SortedSet<BlockId> members,
        SortedMap<BlockId, BlockMeta> there,
        SortedSet<BlockId> sources,
        SortedMap<String, BlockMeta.Positions> positions) {

    BlockJob {
        members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        there = Collections.unmodifiableSortedMap(new TreeMap<>(there));
        sources = Collections.unmodifiableSortedSet(new TreeSet<>(sources));
    }

    /// @param blocks those that are there, at least one; all of one job
    static BlockJob of(List<BlockMeta> blocks) {
        BlockMeta first = blocks.getFirst();
        TreeMap<BlockId, BlockMeta> there = new TreeMap<>();
        blocks.forEach(block -> there.put(block.id(), block));
        return new BlockJob(
                new TreeSet<>(first.sources().job()),
                there,
                new TreeSet<>(first.sources().blocks()),
                first.sources().positions());
    }

    boolean isRoot() {
        return sources.isEmpty();
    }

    BlockId newest() {
        return there.lastKey();
    }

    /// Whether they were made of some of the same segments.
    boolean overlaps(BlockJob other) {
        return positions.entrySet().stream()
                .anyMatch(each -> {
                    BlockMeta.Positions theirs = other.positions.get(each.getKey());
                    return theirs != null
                            && Math.max(each.getValue().start(), theirs.start())
                                    < Math.min(each.getValue().end(), theirs.end());
                });
    }
}
