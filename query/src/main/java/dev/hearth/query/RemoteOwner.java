// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.TenantId;
import java.io.IOException;

/// An owner of a log partition in another process. Safe for many threads; calls block.
///
/// Two owners of one partition answer for the same profiles: one of them is asked, and the other if
/// the first fails.
public interface RemoteOwner {

    /// The partition it owns.
    String partition();

    /// Where its process listens, host and port.
    String address();

    /// Answers a question about a tenant's profiles at positions from `fromPosition` on, as far as
    /// [PartitionOwner#read] goes.
    ///
    /// @param hidden what does not count, whatever the position; made of rules
    /// @param repeats which of the profiles count that may have copies elsewhere
    /// @param failures told of what the process could not read
    /// @throws UnknownRepeatsException if it has to be known first what has copies elsewhere
    /// @throws RangeDroppedException if part of the range was let go
    /// @throws PeerFailedException if the process cannot be asked: another owner may be
    /// @throws IOException if the answer cannot be had, whoever is asked
    <A> A ask(
            TenantId tenant,
            long fromPosition,
            HiddenTimes hidden,
            Repeats repeats,
            Question<A> question,
            SourceFailures failures,
            Cancellation cancellation)
            throws IOException;
}
