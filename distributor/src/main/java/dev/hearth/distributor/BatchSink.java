// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.List;

/// Where accepted batches go: the log of the partition that the tenant's service belongs to.
@FunctionalInterface
public interface BatchSink {

    /// Makes batches durable. Returns only then; blocks.
    ///
    /// @param batches batches of one service, at least one
    /// @throws IOException if they could not be made durable; the client should try again
    void append(TenantId tenant, List<ProfileBatch> batches) throws IOException;
}
