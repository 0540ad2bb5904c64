// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.index.TenantIndex;
import java.util.List;

/// An index as it follows from what else is in a store.
///
/// @param state what there is of an index now
/// @param replaces number of the version that it would take the place of; 0 if none can be read
/// @param index the index as it would be
/// @param notes what is left out, and what is missing, a line each
public record RebuildPlan(State state, long replaces, TenantIndex index, List<String> notes) {

    /// Keeps a copy.
    public RebuildPlan {
        notes = List.copyOf(notes);
    }

    /// What there is of an index.
    public enum State {
        /// It can be read.
        VALID,
        /// It is damaged, or blocks are there without it.
        LOST,
        /// There is none, and no block that would need one.
        NONE
    }
}
