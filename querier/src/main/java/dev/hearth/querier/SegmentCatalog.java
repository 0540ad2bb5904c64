// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.ChainView;
import dev.hearth.block.LostRanges;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.ProfileSource;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a querier needs of the object store: the chains of segments of all partitions. Safe for
/// many threads; calls block.
public interface SegmentCatalog {

    /// The partitions that have segments. May lag behind: whoever owns a new partition names it
    /// anyway.
    Set<String> partitions() throws IOException;

    /// Ranges of partitions whose records were lost before they got into a segment. May lag behind.
    default List<LostRanges.Range> lost() throws IOException {
        return List.of();
    }

    /// Follows the chain of a partition to its end. A partition without segments has a chain that
    /// ends at position 0.
    ///
    /// @param anew whether the floor has to be read again; if not, the chain may begin below it, at
    ///   what was the floor when it was last read
    /// @throws IOException if the store fails or its bytes are wrong
    ChainView chain(String partition, boolean anew) throws IOException;

    /// Opens what a segment of a chain holds of a tenant; null if that is nothing.
    ///
    /// @throws NoSuchObjectException if the segment was deleted
    /// @throws IOException if the store fails or its bytes are wrong
    @Nullable ProfileSource open(ChainView.Segment segment, TenantId tenant) throws IOException;
}
