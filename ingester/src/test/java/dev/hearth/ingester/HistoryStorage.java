// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import java.io.IOException;
import java.util.List;

/// Where the segments of a [History] go, and what is found there.
///
/// Profiles are given as their tenant and their id.
interface HistoryStorage {

    /// The chain as an owner has it that starts now.
    Chain open();

    /// What the chain holds, as a reader finds it who has read it before.
    Found read() throws IOException;

    /// Raises the floor to the end of the first `count` segments and deletes them.
    ///
    /// @return the profiles in them
    List<String> compact(int count) throws IOException;

    /// What a chain holds.
    ///
    /// @param end its end
    /// @param segments number of its segments
    record Found(long end, int segments, List<String> profiles) {}
}
