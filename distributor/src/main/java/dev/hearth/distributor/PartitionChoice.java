// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.model.Profile;
import dev.hearth.model.TenantId;

/// Which partition of the log takes a profile. Safe for many threads.
@FunctionalInterface
public interface PartitionChoice {

    /// Returns the number of the partition that takes a profile, the same each time, so that
    /// retries meet. With a spread of 1 it is one for all that a service of a tenant pushes.
    ///
    /// @param spread over how many partitions the tenant's profiles are spread
    /// @param partitions how many partitions there are
    int choose(TenantId tenant, Profile profile, Spread spread, int partitions);
}
