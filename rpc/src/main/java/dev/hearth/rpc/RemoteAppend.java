// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import java.time.Duration;

/// Has other processes append to partitions that they own. Safe for many threads; calls block.
@FunctionalInterface
public interface RemoteAppend {

    /// Asks a process once.
    ///
    /// @param address where it listens, host and port
    /// @param timeout how long it may take
    AppendOutcome append(String address, Append append, Duration timeout);
}
