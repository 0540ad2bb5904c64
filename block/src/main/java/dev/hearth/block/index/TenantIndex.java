// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockId;
import dev.hearth.model.TenantId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// One version of what exists of a tenant. Immutable; each change makes another.
///
/// A block begins as *pending*, before its first byte is written; the commit makes it *live*, and
/// what it replaces *gone*; what is gone is deleted some time later, and then forgotten. A block
/// whose pending entry was taken away cannot be committed any more, however late its maker comes.
///
/// @param tenant whose index it is
/// @param covered for each partition the position up to which live blocks hold the tenant's
///   profiles
/// @param live the blocks that queries read
/// @param pending blocks that are being made, and since when
/// @param gone blocks that no longer count, and since when
public record TenantIndex(
        TenantId tenant,
        SortedMap<String, Long> covered,
        SortedMap<BlockId, IndexedBlock> live,
        SortedMap<BlockId, Instant> pending,
        SortedMap<BlockId, Instant> gone) {

    /// Keeps copies.
    public TenantIndex {
        covered = Collections.unmodifiableSortedMap(new TreeMap<>(covered));
        live = Collections.unmodifiableSortedMap(new TreeMap<>(live));
        pending = Collections.unmodifiableSortedMap(new TreeMap<>(pending));
        gone = Collections.unmodifiableSortedMap(new TreeMap<>(gone));
    }

    /// The index of a tenant of which there are only segments.
    public static TenantIndex empty(TenantId tenant) {
        return new TenantIndex(
                tenant, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    /// Up to where live blocks hold the tenant's profiles of a partition; 0 if they hold none.
    public long covered(String partition) {
        return covered.getOrDefault(partition, 0L);
    }

    /// Announces a block that is about to be written.
    ///
    /// @throws StaleIndexException if its name was seen before
    public TenantIndex begin(BlockId block, Instant now) throws StaleIndexException {
        if (live.containsKey(block) || pending.containsKey(block) || gone.containsKey(block)) {
            throw new StaleIndexException(
                    "block %s is in the index (expected a new one)".formatted(block));
        }
        TreeMap<BlockId, Instant> more = new TreeMap<>(pending);
        more.put(block, now);
        return new TenantIndex(tenant, covered, live, more, gone);
    }

    /// Gives a block up that was not committed.
    public TenantIndex abandon(BlockId block) {
        TreeMap<BlockId, Instant> fewer = new TreeMap<>(pending);
        fewer.remove(block);
        return new TenantIndex(tenant, covered, live, fewer, gone);
    }

    /// What a compaction brings: blocks for segments, or for other blocks.
    ///
    /// @param blocks blocks that are written and pending
    /// @param replaced live blocks that they stand for
    /// @param ranges for each partition the positions whose segments they stand for
    public record Change(
            List<IndexedBlock> blocks, SortedSet<BlockId> replaced, Map<String, Range> ranges) {
        /// Keeps copies.
        public Change {
            blocks = List.copyOf(blocks);
            replaced = Collections.unmodifiableSortedSet(new TreeSet<>(replaced));
            ranges = Map.copyOf(ranges);
        }
    }

    /// Positions of a partition.
    ///
    /// @param start first
    /// @param end exclusive
    public record Range(long start, long end) {}

    /// Makes pending blocks live in place of others.
    ///
    /// @throws StaleIndexException if a block is not pending any more, one that it replaces is not
    ///   live any more, or a range does not begin where what is covered ends
    public TenantIndex commit(Change change, Instant now) throws StaleIndexException {
        TreeMap<BlockId, IndexedBlock> newLive = new TreeMap<>(live);
        TreeMap<BlockId, Instant> newPending = new TreeMap<>(pending);
        TreeMap<BlockId, Instant> newGone = new TreeMap<>(gone);
        for (BlockId old : change.replaced()) {
            if (newLive.remove(old) == null) {
                throw new StaleIndexException("block %s is not live any more".formatted(old));
            }
            newGone.put(old, now);
        }
        for (IndexedBlock block : change.blocks()) {
            if (newPending.remove(block.id()) == null) {
                throw new StaleIndexException(
                        "block %s is not pending any more".formatted(block.id()));
            }
            newLive.put(block.id(), block);
        }
        return new TenantIndex(tenant, cover(change.ranges()), newLive, newPending, newGone);
    }

    private SortedMap<String, Long> cover(Map<String, Range> ranges) throws StaleIndexException {
        TreeMap<String, Long> further = new TreeMap<>(covered);
        for (Map.Entry<String, Range> entry : ranges.entrySet()) {
            Range range = entry.getValue();
            if (range.start() != covered(entry.getKey()) || range.end() < range.start()) {
                throw new StaleIndexException(
                        "positions %d to %d of partition \"%s\" are to be covered (expected to begin at %d)"
                                .formatted(
                                        range.start(),
                                        range.end(),
                                        entry.getKey(),
                                        covered(entry.getKey())));
            }
            further.put(entry.getKey(), range.end());
        }
        return further;
    }

    /// Forgets blocks that are gone, after their files were deleted.
    public TenantIndex forget(SortedSet<BlockId> blocks) {
        TreeMap<BlockId, Instant> rest = new TreeMap<>(gone);
        rest.keySet().removeAll(blocks);
        return new TenantIndex(tenant, covered, live, pending, rest);
    }
}
