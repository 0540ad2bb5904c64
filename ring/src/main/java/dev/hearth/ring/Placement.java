// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the profiles of one series go.
///
/// @param home the partition that the ring gives them; empty if there is none at all
/// @param isSettled whether it is known that nothing else was their home of late
/// @param targets partitions to try, in this order; those whose owner is known to be away are left
///   out, so the first need not be the home, and there may be none; 16 at most
public record Placement(String home, boolean isSettled, List<Target> targets) {

    /// No partition anywhere.
    static final Placement NOWHERE = new Placement("", false, List.of());

    /// One partition that may take them.
    ///
    /// @param partition its id
    /// @param owner who appends to it; null if no member has to, because a broker does
    /// @param isMarked whether a batch that goes there must be marked, since a retry of it or what
    ///   it retries may be in another partition: it is not the home, or the home has changed of
    ///   late
    public record Target(String partition, @Nullable Member owner, boolean isMarked) {}

    /// Copies.
    public Placement {
        targets = List.copyOf(targets);
    }
}
