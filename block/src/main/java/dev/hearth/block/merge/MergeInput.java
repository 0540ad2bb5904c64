// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockMeta;
import dev.hearth.query.HiddenTimes;

/// Something that a merge reads.
public sealed interface MergeInput {

    /// What of it is not to be copied.
    HiddenTimes hidden();

    /// Profiles that are not to be copied either: others hold them.
    DroppedRows dropped();

    /// A tenant's part of a segment; nothing if the segment has no such part.
    ///
    /// @param key key of the segment
    record OfSegment(String key, HiddenTimes hidden, DroppedRows dropped) implements MergeInput {

        /// One of which all profiles are copied that are not hidden.
        public OfSegment(String key, HiddenTimes hidden) {
            this(key, hidden, DroppedRows.NONE);
        }
    }

    /// A block.
    record OfBlock(BlockMeta meta, HiddenTimes hidden) implements MergeInput {

        /// No other block holds what a block holds.
        @Override
        public DroppedRows dropped() {
            return DroppedRows.NONE;
        }
    }
}
