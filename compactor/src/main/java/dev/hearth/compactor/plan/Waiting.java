// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import java.util.List;

/// What of a partition no block of a tenant holds yet.
///
/// @param partition the partition
/// @param start where it begins: the floor, or what is covered if that is more
/// @param end end of the chain
/// @param pieces the tenant's parts of the segments between, in order of position
public record Waiting(String partition, long start, long end, List<Piece> pieces) {

    /// Keeps a copy of the list.
    public Waiting {
        pieces = List.copyOf(pieces);
    }
}
