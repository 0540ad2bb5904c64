// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.query.ProfileSource;
import java.util.List;

/// What the committed segments of a partition hold of one tenant.
///
/// @param end position from which on the partition's owner has to be asked
/// @param sources the segments that hold anything of the tenant
public record PartitionChain(long end, List<ProfileSource> sources) {

    /// Keeps a copy of the list.
    public PartitionChain {
        sources = List.copyOf(sources);
    }
}
