// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import java.io.IOException;
import java.util.Map;

/// Brings what owners of partitions hold in memory into segments.
@FunctionalInterface
public interface PartitionFlush {

    /// Nobody owns anything.
    PartitionFlush NOTHING = Map::of;

    /// Returns when everything that was acknowledged before the call is in segments.
    ///
    /// @return for each partition the end of its chain
    /// @throws IOException if some of it is not
    Map<String, Long> flush() throws IOException;
}
