// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which of some tenants live, and what their lives are called. Immutable.
///
/// @param byTenant 16 hexadecimal digits each, never the same twice
record Lives(SortedMap<String, String> byTenant) {

    /// Nobody.
    static final Lives NONE = new Lives(new TreeMap<>());

    /// Keeps a copy.
    Lives {
        byTenant = Collections.unmodifiableSortedMap(new TreeMap<>(byTenant));
    }

    @Nullable String of(String tenant) {
        return byTenant.get(tenant);
    }

    /// With a tenant that lives this life.
    Lives with(String tenant, String life) {
        TreeMap<String, String> more = new TreeMap<>(byTenant);
        more.put(tenant, life);
        return new Lives(more);
    }

    /// Without a tenant, if this is the life that it lives.
    Lives without(String tenant, String life) {
        TreeMap<String, String> fewer = new TreeMap<>(byTenant);
        fewer.remove(tenant, life);
        return new Lives(fewer);
    }
}
