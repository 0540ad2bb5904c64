// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.util.List;

/// A partition and the members that can answer for it.
///
/// @param partition not retired
/// @param here those that are healthy, ready or leaving, by id; asking one of them is enough
/// @param away those that have not been heard of lately, or are not ready; if nobody is here, what
///   is not yet in segments cannot be read now
public record PartitionOwners(RingPartition partition, List<Member> here, List<Member> away) {

    /// Copies.
    public PartitionOwners {
        here = List.copyOf(here);
        away = List.copyOf(away);
    }
}
