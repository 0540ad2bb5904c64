// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import dev.hearth.model.TenantId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Something for each of the tenants that came last; the one that [#MAX] others came after is
/// forgotten. For one thread at a time.
final class RecentTenants<T> {

    static final int MAX = 10_000;

    private final Supplier<T> newState;
    private final Map<TenantId, T> states = new LinkedHashMap<>(16, 0.75f, true);

    RecentTenants(Supplier<T> newState) {
        this.newState = newState;
    }

    /// All of them.
    Collection<T> all() {
        return states.values();
    }

    T of(TenantId tenant) {
        T state = states.computeIfAbsent(tenant, _ -> newState.get());
        if (states.size() > MAX) {
            states.remove(states.keySet().iterator().next());
        }
        return state;
    }
}
