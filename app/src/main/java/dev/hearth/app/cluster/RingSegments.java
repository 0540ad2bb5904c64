// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.block.ChainView;
import dev.hearth.block.LostRanges;
import dev.hearth.model.TenantId;
import dev.hearth.querier.SegmentCatalog;
import dev.hearth.query.ProfileSource;
import dev.hearth.ring.Ring;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The segments of an object store, of which the ring knows some partitions earlier than a listing:
/// those whose owner has just brought its first segment into the store and left.
///
/// @param stored the segments
/// @param ring that of the ingesters
record RingSegments(SegmentCatalog stored, Ring ring) implements SegmentCatalog {

    /// Those that are retired, too: the ring keeps them for longer than a listing may lag.
    @Override
    public Set<String> partitions() throws IOException {
        Set<String> all = new HashSet<>(ring.state().partitions().keySet());
        all.addAll(stored.partitions());
        return all;
    }

    @Override
    public List<LostRanges.Range> lost() throws IOException {
        return stored.lost();
    }

    @Override
    public ChainView chain(String partition, boolean anew) throws IOException {
        return stored.chain(partition, anew);
    }

    @Override
    public @Nullable ProfileSource open(ChainView.Segment segment, TenantId tenant)
            throws IOException {
        return stored.open(segment, tenant);
    }
}
