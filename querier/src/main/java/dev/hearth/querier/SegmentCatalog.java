// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.Set;

/// What a querier needs of the object store: the chains of segments of all partitions. Safe for
/// many threads; calls block.
public interface SegmentCatalog {

    /// The partitions that have segments. May lag behind: whoever owns a new partition names it
    /// anyway.
    Set<String> partitions() throws IOException;

    /// Follows the chain of a partition from its floor to its end, and opens what it holds of a
    /// tenant. A partition without segments has a chain that ends at position 0.
    ///
    /// @throws IOException if the store fails or its bytes are wrong
    PartitionChain chain(String partition, TenantId tenant) throws IOException;
}
