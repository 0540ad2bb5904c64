// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.TenantId;
import java.util.List;

/// What is to be appended to a partition.
///
/// @param partition the partition that is to take it
/// @param records what is to stand in the log, all of one tenant, at least one
public record Append(String partition, TenantId tenant, List<byte[]> records) {

    /// Copies the list.
    public Append {
        records = List.copyOf(records);
    }
}
