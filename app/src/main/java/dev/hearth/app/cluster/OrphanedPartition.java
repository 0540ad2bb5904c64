// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.model.TenantId;
import dev.hearth.query.Cancellation;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.Question;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.Repeats;
import dev.hearth.query.SourceFailures;
import java.io.IOException;

/// A partition that has something to be asked for, and nobody who answers.
///
/// @param partition its id
record OrphanedPartition(String partition) implements RemoteOwner {

    @Override
    public String address() {
        return "nobody";
    }

    @Override
    public <A> A ask(
            TenantId tenant,
            long fromPosition,
            HiddenTimes hidden,
            Repeats repeats,
            Question<A> question,
            SourceFailures failures,
            Cancellation cancellation)
            throws IOException {
        throw new PeerFailedException(
                address(),
                "partition \"%s\" has no owner (expected an ingester that reads it)"
                        .formatted(partition),
                null);
    }
}
