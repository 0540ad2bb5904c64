// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;

/// What each tenant may do. Ask at each request: limits may change while the program runs.
@FunctionalInterface
public interface Limits {

    /// The limits of a tenant; the defaults for one that nothing is said about.
    TenantLimits of(TenantId tenant);

    /// How far and how wide a query about all of these tenants may reach: the strictest of what
    /// each may.
    default QueryLimits queries(Tenants tenants) {
        return QueryLimits.strictest(
                tenants.ids().stream().map(tenant -> of(tenant).queries()).toList());
    }

    /// The same limits for everybody.
    static Limits same(TenantLimits limits) {
        return _ -> limits;
    }
}
