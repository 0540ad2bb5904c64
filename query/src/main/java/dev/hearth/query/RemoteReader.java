// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.List;

/// Another process that reads the same object store, with caches of its own. Safe for many threads;
/// calls block.
public interface RemoteReader {

    /// Where it listens, host and port.
    String address();

    /// Answers a question about what a tenant has stored.
    ///
    /// @param parts what is to be read, each once
    /// @param failures told of what the process could not read
    /// @throws PeerFailedException if the process cannot be asked: another may be
    /// @throws IOException if the answer cannot be had, whoever is asked
    <A> A ask(
            TenantId tenant,
            List<StoredPart> parts,
            Question<A> question,
            SourceFailures failures,
            Cancellation cancellation)
            throws IOException;
}
