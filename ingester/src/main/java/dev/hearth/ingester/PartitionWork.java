// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.TailedLog;
import org.jspecify.annotations.Nullable;

/// What keeps a partition going: applies what comes, and cuts it.
interface PartitionWork {

    /// Begins.
    void start();

    /// Ends after what is being done now.
    void stop();

    /// Why it is not done; null if it is.
    @Nullable String problem();

    /// Who does it.
    @FunctionalInterface
    interface Workers {

        /// Has not begun.
        ///
        /// @param inbox wakes those who wait
        /// @param tail the log, which others append to
        PartitionWork employ(Inbox inbox, Applier applier, Cutter cutter, TailedLog tail);
    }
}
