// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.IndexedBlock;
import java.util.List;
import java.util.Set;

/// What is known of a tenant at some moment.
///
/// @param live its live blocks
/// @param waiting what of each partition is not in blocks
/// @param deletions deletions whose data is not all rewritten
/// @param earliestCutoffNanos what is older is kept of no series
/// @param latestCutoffNanos what is not older is kept of every series
/// @param unreadable blocks that cannot be read for now
/// @param unmergeable blocks with which a merge failed a short time ago, nobody knows why
/// @param settled blocks that were looked at, and hold nothing, or too little, that is too old
/// @param nowNanos the time
public record TenantState(
        List<IndexedBlock> live,
        List<Waiting> waiting,
        List<DueDeletion> deletions,
        long earliestCutoffNanos,
        long latestCutoffNanos,
        Set<BlockId> unreadable,
        Set<BlockId> unmergeable,
        Set<BlockId> settled,
        long nowNanos) {

    /// Keeps copies.
    public TenantState {
        live = List.copyOf(live);
        waiting = List.copyOf(waiting);
        deletions = List.copyOf(deletions);
        unreadable = Set.copyOf(unreadable);
        unmergeable = Set.copyOf(unmergeable);
        settled = Set.copyOf(settled);
    }
}
