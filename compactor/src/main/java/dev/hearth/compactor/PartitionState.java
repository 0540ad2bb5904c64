// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.SegmentChain;
import dev.hearth.compactor.plan.Piece;
import dev.hearth.compactor.plan.Waiting;
import dev.hearth.model.TenantId;
import java.util.ArrayList;
import java.util.List;

/// A partition's chain as it was when it was read.
///
/// @param chain the chain
/// @param floor where it begins
/// @param end where it ends
/// @param segments its segments, in order of position
record PartitionState(SegmentChain chain, long floor, long end, List<SegmentState> segments) {

    /// Keeps a copy of the list.
    PartitionState {
        segments = List.copyOf(segments);
    }

    String partition() {
        return chain.partition();
    }

    /// What of it no block of a tenant holds.
    ///
    /// @param covered up to where blocks hold the tenant's profiles
    Waiting waiting(TenantId tenant, long covered) {
        long start = Math.max(floor, covered);
        List<Piece> pieces = new ArrayList<>();
        for (SegmentState segment : segments) {
            SegmentState.Part part = segment.parts().get(tenant);
            if (part != null && segment.start() >= start) {
                pieces.add(
                        new Piece(
                                partition(),
                                segment.key(),
                                segment.start(),
                                segment.end(),
                                part.minTimeNanos(),
                                part.maxTimeNanos(),
                                part.bytes(),
                                part.marked(),
                                segment.ageNanos()));
            }
        }
        return new Waiting(partition(), start, Math.max(start, end), pieces);
    }
}
