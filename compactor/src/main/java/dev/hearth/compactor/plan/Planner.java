// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.IndexedBlock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides what is to be done for a tenant. Pure: what it decides depends on what it is given
/// alone. Safe for many threads.
///
/// In this order: what nothing of counts is taken away, read or not; segments become blocks; blocks
/// with deleted data are rewritten, then those with data that is too old; blocks are merged. Merges
/// come last: one that fails keeps no data that is to go.
public final class Planner {

    /// How much older than it may be something has to be, for a block to be written anew without
    /// it.
    private static final long WORTHWHILE_NANOS = Duration.ofDays(1).toNanos();

    private final SegmentPlanner segments;
    private final MergePlanner merges;

    /// @param limits when something is due
    public Planner(PlanLimits limits) {
        this.segments = new SegmentPlanner(limits);
        this.merges = new MergePlanner(limits);
    }

    /// The next job, or null if none is due.
    ///
    /// @param force whether what is not due yet is done too
    public @Nullable Job next(TenantState state, boolean force) {
        List<BlockId> dead =
                state.live().stream()
                        .filter(block -> isDead(block, state))
                        .map(IndexedBlock::id)
                        .toList();
        if (!dead.isEmpty()) {
            return new Job.Drop(dead);
        }
        Job.Segments next = segments.next(state.waiting(), state.deletions(), force);
        if (next != null) {
            return next;
        }
        Job rewrite = rewrite(state, force);
        return rewrite == null ? merge(state, force) : rewrite;
    }

    private @Nullable Job merge(TenantState state, boolean force) {
        List<IndexedBlock> mergeable =
                state.live().stream()
                        .filter(block -> !state.unreadable().contains(block.id()))
                        .filter(block -> !state.unmergeable().contains(block.id()))
                        .toList();
        List<IndexedBlock> merge = merges.next(mergeable, state.nowNanos(), force);
        return merge == null ? null : new Job.Merge(merge);
    }

    private static boolean isDead(IndexedBlock block, TenantState state) {
        return block.maxTimeNanos() < state.earliestCutoffNanos()
                || state.deletions().stream()
                        .anyMatch(deletion ->
                                block.deletionsApplied() < deletion.number()
                                        && deletion.takesAll(
                                                block.minTimeNanos(), block.maxTimeNanos()));
    }

    private static @Nullable Job rewrite(TenantState state, boolean force) {
        List<IndexedBlock> readable =
                state.live().stream()
                        .filter(block -> !state.unreadable().contains(block.id()))
                        .toList();
        for (IndexedBlock block : readable) {
            if (state.deletions().stream().anyMatch(deletion -> isHit(block, deletion))) {
                return new Job.ApplyDeletions(block);
            }
        }
        long cutoff = worthwhile(state.latestCutoffNanos(), force);
        for (IndexedBlock block : readable) {
            if (block.minTimeNanos() < cutoff && !state.settled().contains(block.id())) {
                return new Job.ApplyRetention(block);
            }
        }
        return null;
    }

    private static boolean isHit(IndexedBlock block, DueDeletion deletion) {
        return block.deletionsApplied() < deletion.number()
                && deletion.overlaps(block.minTimeNanos(), block.maxTimeNanos());
    }

    /// What is older than a cutoff only a little, waits.
    public static long worthwhile(long cutoffNanos, boolean force) {
        return force || cutoffNanos < Long.MIN_VALUE + WORTHWHILE_NANOS
                ? cutoffNanos
                : cutoffNanos - WORTHWHILE_NANOS;
    }
}
