// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import java.io.IOException;
import java.util.Map;

/// Brings what the owners of partitions hold in memory into segments.
@FunctionalInterface
public interface Flush {

    /// Returns when everything that was acknowledged before the call is in segments.
    ///
    /// @return for each partition that has an owner the end of its chain
    /// @throws IOException if some of it is not
    Map<String, Long> flush() throws IOException;
}
