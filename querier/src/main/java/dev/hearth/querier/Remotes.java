// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.query.Placement;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.RemoteReader;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// The other processes that a querier asks.
///
/// @param owners the owners of partitions in other processes, as of now, each time they are needed;
///   of several of one partition the one to be asked first comes first
/// @param placement who reads which stored object
/// @param readers finds a process by its address
/// @param self the address of this process, as [Placement] knows it
public record Remotes(
        Supplier<List<RemoteOwner>> owners,
        Placement placement,
        Function<String, RemoteReader> readers,
        String self) {

    /// Nobody: the process does everything by itself.
    public static final Remotes NONE =
            new Remotes(
                    List::of,
                    Placement.HERE,
                    address -> {
                        throw new IllegalStateException("nobody is at " + address);
                    },
                    "");
}
