// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.List;

/// Whoever owns a log partition: answers for the part of it that is not yet in segments.
public interface PartitionOwner {

    /// The partition it owns.
    String partition();

    /// Returns a tenant's profiles at positions from `fromPosition` on, up to at least the durable
    /// end of the log as it was when the call came. Each profile of the range is in exactly one of
    /// the sources.
    ///
    /// @throws RangeDroppedException if part of the range is already in segments and was let go:
    ///   the caller reads the chain of segments again
    List<ProfileSource> read(TenantId tenant, long fromPosition) throws IOException;
}
