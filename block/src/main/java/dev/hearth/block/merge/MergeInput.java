// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockMeta;
import dev.hearth.query.HiddenTimes;

/// Something that a merge reads.
public sealed interface MergeInput {

    /// What of it is not to be copied.
    HiddenTimes hidden();

    /// A tenant's part of a segment; nothing if the segment has no such part.
    ///
    /// @param key key of the segment
    record OfSegment(String key, HiddenTimes hidden) implements MergeInput {}

    /// A block.
    record OfBlock(BlockMeta meta, HiddenTimes hidden) implements MergeInput {}
}
