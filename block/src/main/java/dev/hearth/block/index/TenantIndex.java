// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockId;
import dev.hearth.model.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One version of what exists of a tenant. Immutable; each change makes another.
///
/// A block begins as *pending*, before its first byte is written; the commit makes it *live*, and
/// what it replaces *gone*; what is gone is deleted some time later, and then forgotten. A block
/// whose pending entry was taken away cannot be committed any more, however late its maker comes.
///
/// A live block to which a deletion was not applied lies below the positions of that deletion as a
/// whole: so a block is hit by a deletion in all of its profiles, or in none.
///
/// @param tenant whose index it is
/// @param life the life of the tenant to which it belongs: whoever was deleted and came back lives
///   another one; empty if there is no index
/// @param covered for each partition the position up to which live blocks hold the tenant's
///   profiles
/// @param live the blocks that queries read
/// @param pending blocks that are being made, and since when
/// @param gone blocks that no longer count, and since when
/// @param deletions deletions by number, finished ones among them
/// @param nextDeletion number of the next deletion
/// @param isEnded whether this is the last version: everything else is deleted next
/// @param lost parts of segments that were given up, by key of the segment
public record TenantIndex(
        TenantId tenant,
        String life,
        SortedMap<String, Long> covered,
        SortedMap<BlockId, IndexedBlock> live,
        SortedMap<BlockId, Instant> pending,
        SortedMap<BlockId, Instant> gone,
        SortedMap<Long, Deletion> deletions,
        long nextDeletion,
        boolean isEnded,
        SortedMap<String, LostPart> lost) {

    /// Keeps copies.
    public TenantIndex {
        covered = Collections.unmodifiableSortedMap(new TreeMap<>(covered));
        live = Collections.unmodifiableSortedMap(new TreeMap<>(live));
        pending = Collections.unmodifiableSortedMap(new TreeMap<>(pending));
        gone = Collections.unmodifiableSortedMap(new TreeMap<>(gone));
        deletions = Collections.unmodifiableSortedMap(new TreeMap<>(deletions));
        lost = Collections.unmodifiableSortedMap(new TreeMap<>(lost));
    }

    /// The index of a tenant of which there are only segments.
    public static TenantIndex empty(TenantId tenant) {
        return new TenantIndex(
                tenant,
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                1,
                false,
                new TreeMap<>());
    }

    /// The same of another life.
    TenantIndex inLife(String newLife) {
        return new TenantIndex(
                tenant,
                newLife,
                covered,
                live,
                pending,
                gone,
                deletions,
                nextDeletion,
                isEnded,
                lost);
    }

    /// Up to where live blocks hold the tenant's profiles of a partition; 0 if they hold none.
    public long covered(String partition) {
        return covered.getOrDefault(partition, 0L);
    }

    /// Number of the last deletion, 0 if there was none: blocks that are begun now are made with it
    /// and all before it applied.
    public long lastDeletion() {
        return nextDeletion - 1;
    }

    /// Checks that what was planned can still be committed: asked before the first byte is written,
    /// so that nobody who slept writes down what was deleted meanwhile.
    ///
    /// @param deletionsApplied up to which deletion the new blocks lack what was deleted
    /// @param replaced live blocks that are to go
    /// @param ranges what is to be covered
    /// @return this
    /// @throws StaleIndexException as [#commit]
    public TenantIndex check(
            long deletionsApplied,
            Collection<BlockId> replaced,
            SortedMap<String, BlockChange.Range> ranges)
            throws StaleIndexException {
        for (BlockId id : replaced) {
            IndexedBlock old = live.get(id);
            if (old == null) {
                throw new StaleIndexException("block %s is not live any more".formatted(id));
            }
            checkApplied("a new block", deletionsApplied, old.deletionsApplied());
        }
        checkDeletions("a new one", deletionsApplied, ranges);
        cover(ranges);
        return this;
    }

    private static void checkApplied(String what, long applied, long least)
            throws StaleIndexException {
        if (applied < least) {
            throw new StaleIndexException(
                    "%s went through deletions up to %d (expected %d, as one that it replaces)"
                            .formatted(what, applied, least));
        }
    }

    /// Announces blocks that are about to be written.
    ///
    /// @throws StaleIndexException if a name was seen before
    public TenantIndex begin(Collection<BlockId> blocks, Instant now) throws StaleIndexException {
        TreeMap<BlockId, Instant> more = new TreeMap<>(pending);
        for (BlockId block : blocks) {
            boolean isKnown = live.containsKey(block) || gone.containsKey(block);
            if (isKnown || more.put(block, now) != null) {
                throw new StaleIndexException(
                        "block %s is in the index (expected a new one)".formatted(block));
            }
        }
        return with(covered, live, more, gone);
    }

    /// Gives blocks up that were not committed: those of them that are pending are gone.
    public TenantIndex abandon(Collection<BlockId> blocks, Instant now) {
        TreeMap<BlockId, Instant> fewer = new TreeMap<>(pending);
        TreeMap<BlockId, Instant> newGone = new TreeMap<>(gone);
        for (BlockId block : blocks) {
            if (fewer.remove(block) != null) {
                newGone.put(block, now);
            }
        }
        return with(covered, live, fewer, newGone);
    }

    /// Makes pending blocks live in place of others.
    ///
    /// @throws StaleIndexException if a block is not pending any more, one that it replaces is not
    ///   live any more or went through more deletions, a range does not begin where what is covered
    ///   ends, a deletion came meanwhile that hits a part of a range, or a block became live that
    ///   may hold copies of what is new
    public TenantIndex commit(BlockChange change, Instant now) throws StaleIndexException {
        TreeMap<BlockId, IndexedBlock> newLive = new TreeMap<>(live);
        TreeMap<BlockId, Instant> newPending = new TreeMap<>(pending);
        TreeMap<BlockId, Instant> newGone = new TreeMap<>(gone);
        for (IndexedBlock block : live.values()) {
            if (change.search().mayMiss(block)) {
                throw new StaleIndexException(
                        "block %s became live meanwhile (expected one that was looked through for copies)"
                                .formatted(block.id()));
            }
        }
        long applied = 0;
        for (BlockId id : change.replaced()) {
            IndexedBlock old = newLive.remove(id);
            if (old == null) {
                throw new StaleIndexException("block %s is not live any more".formatted(id));
            }
            applied = Math.max(applied, old.deletionsApplied());
            newGone.put(id, now);
        }
        for (IndexedBlock block : change.blocks()) {
            if (newPending.remove(block.id()) == null) {
                throw new StaleIndexException(
                        "block %s is not pending any more".formatted(block.id()));
            }
            checkApplied("block " + block.id(), block.deletionsApplied(), applied);
            checkDeletions(block.id().text(), block.deletionsApplied(), change.ranges());
            newLive.put(block.id(), block);
        }
        TenantIndex after = with(cover(change.ranges()), newLive, newPending, newGone);
        if (change.lost().isEmpty()) {
            return after;
        }
        TreeMap<String, LostPart> newLost = new TreeMap<>(lost);
        change.lost().forEach(part -> newLost.put(part.object(), part));
        return after.withLost(newLost);
    }

    private void checkDeletions(
            String block, long deletionsApplied, Map<String, BlockChange.Range> ranges)
            throws StaleIndexException {
        for (Deletion deletion : deletions.tailMap(deletionsApplied + 1).values()) {
            for (Map.Entry<String, BlockChange.Range> entry : ranges.entrySet()) {
                BlockChange.Range range = entry.getValue();
                boolean isEmpty = range.start() == range.end();
                if (!isEmpty && range.end() > deletion.position(entry.getKey())) {
                    throw new StaleIndexException(
                            "deletion %d hits partition \"%s\" up to %d (expected %d or more, for block %s)"
                                    .formatted(
                                            deletion.number(),
                                            entry.getKey(),
                                            deletion.position(entry.getKey()),
                                            range.end(),
                                            block));
                }
            }
        }
    }

    private SortedMap<String, Long> cover(Map<String, BlockChange.Range> ranges)
            throws StaleIndexException {
        TreeMap<String, Long> further = new TreeMap<>(covered);
        for (Map.Entry<String, BlockChange.Range> entry : ranges.entrySet()) {
            BlockChange.Range range = entry.getValue();
            long expected = Math.max(covered(entry.getKey()), range.floor());
            if (range.start() != expected) {
                throw new StaleIndexException(
                        "positions %d to %d of partition \"%s\" are to be covered (expected from %d)"
                                .formatted(range.start(), range.end(), entry.getKey(), expected));
            }
            further.put(entry.getKey(), range.end());
        }
        return further;
    }

    /// Forgets blocks that are gone, after their files were deleted.
    public TenantIndex forget(Collection<BlockId> blocks) {
        TreeMap<BlockId, Instant> rest = new TreeMap<>(gone);
        blocks.forEach(rest::remove);
        return with(covered, live, pending, rest);
    }

    /// Enters a deletion as the next in order.
    ///
    /// @throws StaleIndexException if its positions lie below what is covered, or below those of an
    ///   earlier deletion: whoever asked reads the ends of the chains anew
    public TenantIndex delete(Deletion deletion) throws StaleIndexException {
        checkReaches("what is covered", covered, deletion);
        for (Deletion earlier : deletions.values()) {
            checkReaches("deletion " + earlier.number(), earlier.positions(), deletion);
        }
        TreeMap<Long, Deletion> more = new TreeMap<>(deletions);
        more.put(nextDeletion, deletion.numbered(nextDeletion));
        TenantIndex after = with(more, nextDeletion + 1);
        return deletion.whole() ? after.withLost(new TreeMap<>()) : after;
    }

    private static void checkReaches(String what, Map<String, Long> least, Deletion deletion)
            throws StaleIndexException {
        for (Map.Entry<String, Long> entry : least.entrySet()) {
            if (deletion.position(entry.getKey()) < entry.getValue()) {
                throw new StaleIndexException(
                        "deletion reaches up to %d in partition \"%s\" (expected %d or more, as %s does)"
                                .formatted(
                                        deletion.position(entry.getKey()),
                                        entry.getKey(),
                                        entry.getValue(),
                                        what));
            }
        }
    }

    /// Whether no live block, and no segment that is still read, holds what a deletion hits.
    ///
    /// @param floors the floors of partitions, as far as known
    public boolean isApplied(Deletion deletion, Map<String, Long> floors) {
        for (Map.Entry<String, Long> entry : deletion.positions().entrySet()) {
            String partition = entry.getKey();
            if (Math.max(covered(partition), floors.getOrDefault(partition, 0L))
                    < entry.getValue()) {
                return false;
            }
        }
        for (IndexedBlock block : live.values()) {
            if (hits(deletion, block)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hits(Deletion deletion, IndexedBlock block) {
        return deletion.number() > block.deletionsApplied()
                && deletion.overlaps(block.minTimeNanos(), block.maxTimeNanos());
    }

    /// Notes that deletions up to a number hit no profile of some live blocks.
    ///
    /// @throws StaleIndexException if a block is not live any more
    public TenantIndex passOver(Collection<BlockId> blocks, long number)
            throws StaleIndexException {
        TreeMap<BlockId, IndexedBlock> changed = new TreeMap<>(live);
        for (BlockId id : blocks) {
            IndexedBlock block = live.get(id);
            if (block == null) {
                throw new StaleIndexException("block %s is not live any more".formatted(id));
            }
            long applied = Math.max(block.deletionsApplied(), number);
            changed.put(id, block.withDeletionsApplied(applied));
        }
        return with(covered, changed, pending, gone);
    }

    /// Has a live block skipped from now on, or read again.
    ///
    /// @throws StaleIndexException if the block is not live
    public TenantIndex skip(BlockId id, boolean isSkipped) throws StaleIndexException {
        IndexedBlock block = live.get(id);
        if (block == null) {
            throw new StaleIndexException("block %s is not live".formatted(id));
        }
        TreeMap<BlockId, IndexedBlock> changed = new TreeMap<>(live);
        changed.put(id, block.withSkipped(isSkipped));
        return with(covered, changed, pending, gone);
    }

    /// Forgets what was lost of times that are over.
    ///
    /// @param cutoffNanos what is older is kept of no series
    public TenantIndex forgetLost(long cutoffNanos) {
        TreeMap<String, LostPart> rest = new TreeMap<>(lost);
        rest.values().removeIf(part -> part.maxTimeNanos() < cutoffNanos);
        return rest.size() == lost.size() ? this : withLost(rest);
    }

    /// Notes that a deletion is done: at a time that no block went after which is gone by then,
    /// even if the clock was set back meanwhile.
    ///
    /// @param floors the floors of partitions, as far as known
    /// @throws StaleIndexException if it is not
    public TenantIndex finish(long number, Map<String, Long> floors, Instant now)
            throws StaleIndexException {
        Deletion deletion = deletions.get(number);
        if (deletion == null || !isApplied(deletion, floors)) {
            throw new StaleIndexException(
                    "deletion %d is not applied to all blocks".formatted(number));
        }
        TreeMap<Long, Deletion> changed = new TreeMap<>(deletions);
        Instant latest = now;
        for (Instant since : gone.values()) {
            latest = since.isAfter(latest) ? since : latest;
        }
        for (Instant since : pending.values()) {
            latest = since.isAfter(latest) ? since : latest;
        }
        changed.put(number, deletion.isFinished() ? deletion : deletion.finished(latest));
        return with(changed, nextDeletion);
    }

    /// Forgets finished deletions. Their objects are deleted first.
    ///
    /// @throws StaleIndexException if one is not finished
    public TenantIndex forgetDeletions(Collection<Long> numbers) throws StaleIndexException {
        TreeMap<Long, Deletion> rest = new TreeMap<>(deletions);
        for (Long number : numbers) {
            Deletion removed = rest.remove(number);
            if (removed != null && !removed.isFinished()) {
                throw new StaleIndexException("deletion %d is not finished".formatted(number));
            }
        }
        return with(rest, nextDeletion);
    }

    /// The deletions that hit a live block's profiles and were not applied to it.
    public List<Deletion> deletionsOf(IndexedBlock block) {
        return deletions.values().stream().filter(deletion -> hits(deletion, block)).toList();
    }

    /// The deletions that hit what a segment holds of the tenant.
    ///
    /// @param end end of the segment, exclusive
    public List<Deletion> deletionsOf(String partition, long start, long end) {
        return deletions.values().stream()
                .filter(deletion -> isBelow(deletion, partition, start, end))
                .toList();
    }

    private static boolean isBelow(Deletion deletion, String partition, long start, long end) {
        long position = deletion.position(partition);
        if (start < position && position < end) {
            throw new IllegalStateException(
                    "deletion %d ends at %d in partition \"%s\", inside of a segment from %d to %d"
                            .formatted(deletion.number(), position, partition, start, end));
        }
        return end <= position;
    }

    /// The last version: nothing is left of the tenant, and after this no version may follow.
    ///
    /// @param floors the floors of partitions, as they have been for longer than a listing lags
    /// @throws StaleIndexException if there is a block, a deletion that is not finished, or a
    ///   segment that the floor has not passed
    public TenantIndex end(Map<String, Long> floors) throws StaleIndexException {
        if (!live.isEmpty() || !pending.isEmpty() || !gone.isEmpty()) {
            throw new StaleIndexException(
                    "index names %d blocks (expected none)"
                            .formatted(live.size() + pending.size() + gone.size()));
        }
        for (Deletion deletion : deletions.values()) {
            if (!deletion.isFinished()) {
                throw new StaleIndexException(
                        "deletion %d is not finished".formatted(deletion.number()));
            }
        }
        for (Map.Entry<String, Long> entry : covered.entrySet()) {
            long floor = floors.getOrDefault(entry.getKey(), 0L);
            if (floor < entry.getValue()) {
                throw new StaleIndexException(
                        "floor of partition \"%s\" is %d (expected %d or more)"
                                .formatted(entry.getKey(), floor, entry.getValue()));
            }
        }
        return new TenantIndex(
                tenant,
                life,
                new TreeMap<>(),
                live,
                pending,
                gone,
                new TreeMap<>(),
                nextDeletion,
                true,
                new TreeMap<>());
    }

    private TenantIndex with(
            SortedMap<String, Long> newCovered,
            SortedMap<BlockId, IndexedBlock> newLive,
            SortedMap<BlockId, Instant> newPending,
            SortedMap<BlockId, Instant> newGone) {
        return new TenantIndex(
                tenant,
                life,
                newCovered,
                newLive,
                newPending,
                newGone,
                deletions,
                nextDeletion,
                isEnded,
                lost);
    }

    private TenantIndex with(SortedMap<Long, Deletion> newDeletions, long next) {
        return new TenantIndex(
                tenant, life, covered, live, pending, gone, newDeletions, next, isEnded, lost);
    }

    private TenantIndex withLost(SortedMap<String, LostPart> newLost) {
        return new TenantIndex(
                tenant,
                life,
                covered,
                live,
                pending,
                gone,
                deletions,
                nextDeletion,
                isEnded,
                newLost);
    }
}
