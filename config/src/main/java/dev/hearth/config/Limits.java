// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.model.TenantId;

/// What each tenant may do. Ask at each request: limits may change while the program runs.
@FunctionalInterface
public interface Limits {

    /// The limits of a tenant; the defaults for one that nothing is said about.
    TenantLimits of(TenantId tenant);

    /// The same limits for everybody.
    static Limits same(TenantLimits limits) {
        return _ -> limits;
    }
}
