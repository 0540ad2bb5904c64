// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.TenantId;
import java.util.List;

/// Appends to the partitions that a process owns. Safe for many threads; calls block.
@FunctionalInterface
public interface PartitionAppend {

    /// Makes records of a tenant durable, next to each other.
    ///
    /// @param partition the partition that is to take them; another does not
    /// @param records what is to stand in the log, at least one
    AppendOutcome append(String partition, TenantId tenant, List<byte[]> records);
}
