// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import java.time.Instant;
import java.util.Map;

/// How far a deletion is.
///
/// @param deletion the deletion
/// @param state how far
/// @param liveBlocks blocks that have to be looked at
/// @param goneBlocks blocks that are replaced and not deleted yet
record DeletionProgress(Deletion deletion, State state, int liveBlocks, int goneBlocks) {

    /// Steps of a deletion. Queries do not see the data in any of them.
    enum State {
        /// Blocks or segments that count hold the data.
        RECEIVED,
        /// Only objects that do not count any more hold it, until the deletion delay is over.
        APPLIED,
        /// No object holds it.
        DONE
    }

    /// @param cleaned for each partition up to where its segments are deleted
    static DeletionProgress of(TenantIndex index, Deletion deletion, Map<String, Long> cleaned) {
        int live = 0;
        for (IndexedBlock block : index.live().values()) {
            live += index.deletionsOf(block).contains(deletion) ? 1 : 0;
        }
        State state =
                deletion.isFinished()
                        ? isClean(index, deletion, cleaned) ? State.DONE : State.APPLIED
                        : State.RECEIVED;
        return new DeletionProgress(deletion, state, live, gone(index, deletion));
    }

    /// Whether no object holds what a finished deletion hits.
    static boolean isClean(TenantIndex index, Deletion deletion, Map<String, Long> cleaned) {
        return deletion.isFinished()
                && gone(index, deletion) == 0
                && deletion.positions().entrySet().stream()
                        .allMatch(
                                each -> cleaned.getOrDefault(each.getKey(), 0L) >= each.getValue());
    }

    /// Blocks that are gone, or given up, since before the deletion was finished.
    private static int gone(TenantIndex index, Deletion deletion) {
        Instant finished = deletion.finishedAt();
        int count = 0;
        for (Instant since : index.gone().values()) {
            count += finished == null || !since.isAfter(finished) ? 1 : 0;
        }
        for (Instant since : index.pending().values()) {
            count += finished == null || !since.isAfter(finished) ? 1 : 0;
        }
        return count;
    }
}
