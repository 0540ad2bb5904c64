// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.segment.SegmentContent;
import java.util.List;

/// A chain as it was read.
///
/// @param end end of its last segment, or its floor if it has none
/// @param retryIds what the footers say of ids that a retry may bring again, in order of position
record ChainState(long end, List<SegmentContent.RetryId> retryIds) {

    /// Keeps a copy of the list.
    ChainState {
        retryIds = List.copyOf(retryIds);
    }
}
