// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

/// What became of a segment that was to be committed.
public sealed interface CommitOutcome {

    /// It is part of the chain. Also said when it turns out that an earlier try, whose answer was
    /// lost, had put the same bytes.
    ///
    /// @param end its end, where the next one begins
    record Committed(long end) implements CommitOutcome {}

    /// Another segment begins at the same position: this owner is stale, or another one cut the
    /// range. Nothing was changed; go on at its end.
    ///
    /// @param end end of the other one
    record TakenByAnother(long end) implements CommitOutcome {}

    /// The position lies below the partition's floor: the range was committed and compacted long
    /// ago. What was put was removed; go on by reading the chain.
    ///
    /// @param floor the floor
    record BelowFloor(long floor) implements CommitOutcome {}
}
