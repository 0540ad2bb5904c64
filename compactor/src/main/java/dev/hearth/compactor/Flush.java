// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import java.io.IOException;
import java.util.List;

/// Brings what the owners of partitions hold in memory into segments.
@FunctionalInterface
public interface Flush {

    /// Returns when everything that was acknowledged before the call is in segments.
    ///
    /// @return the partitions that have an owner
    /// @throws IOException if some of it is not
    List<String> flush() throws IOException;
}
