// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.util.List;

/// What a partition has of the ring.
///
/// @param partition the partition, retired or not
/// @param share part of all services that have it as their home, 0 to 1; 0 unless it is written
/// @param owners ids of the members that can answer for it, whether they are there or not
public record PartitionShare(RingPartition partition, double share, List<String> owners) {

    /// Copies.
    public PartitionShare {
        owners = List.copyOf(owners);
    }
}
