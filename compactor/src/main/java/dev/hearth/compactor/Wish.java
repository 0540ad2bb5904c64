// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.model.TenantId;
import org.jspecify.annotations.Nullable;

/// What kind of run somebody wants.
///
/// @param force whether what is not due yet is done too: everything into the largest blocks, and
///   what does not count any more is deleted at once
/// @param skipping the tenant of which damaged blocks and parts of segments are given up; null for
///   none
record Wish(boolean force, @Nullable TenantId skipping) {

    /// A run that gives nothing up.
    static Wish of(boolean force) {
        return new Wish(force, null);
    }

    /// A run that gives up what is damaged of a tenant.
    static Wish skippingDamaged(TenantId tenant) {
        return new Wish(false, tenant);
    }

    boolean skips(TenantId tenant) {
        return tenant.equals(skipping);
    }
}
