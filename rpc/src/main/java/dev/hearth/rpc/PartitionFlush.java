// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Brings what owners of partitions hold in memory into segments.
public interface PartitionFlush {

    /// Nobody owns anything.
    PartitionFlush NOTHING =
            new PartitionFlush() {
                @Override
                public Map<String, Long> flush() {
                    return Map.of();
                }

                @Override
                public List<Long> knownEnds(String partition) {
                    return List.of();
                }
            };

    /// Returns when everything that was acknowledged before the call is in segments.
    ///
    /// @return for each partition the end of its chain
    /// @throws IOException if some of it is not
    Map<String, Long> flush() throws IOException;

    /// Does the same for one partition, unless a damaged segment is in the way, and tells where its
    /// segments end.
    ///
    /// @return where the chain ended before and after, as far as is known; empty if the partition
    ///   is not open
    /// @throws IOException if something else is in the way
    List<Long> knownEnds(String partition) throws IOException;
}
