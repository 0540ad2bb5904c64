// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.model.Profile;
import dev.hearth.model.TenantId;

/// Which partition of the log takes a profile. Safe for many threads.
@FunctionalInterface
public interface PartitionChoice {

    /// Returns the number of the partition that takes all that a service of a tenant pushes, the
    /// same each time, so that retries meet.
    ///
    /// @param first one of the profiles, all of which are of one service
    /// @param partitions how many partitions there are
    int choose(TenantId tenant, Profile first, int partitions);
}
