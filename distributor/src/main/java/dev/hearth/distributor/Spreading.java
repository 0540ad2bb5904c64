// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.model.TenantId;

/// Says over how many partitions the profiles of tenants are spread. Safe for many threads.
@FunctionalInterface
public interface Spreading {

    /// The spread of a tenant at this moment.
    Spread of(TenantId tenant);
}
