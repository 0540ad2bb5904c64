// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Whose data one request is about: one tenant's, or that of several as if it were one's.
///
/// @param ids one or more, sorted, each once
public record Tenants(List<TenantId> ids) {

    /// Between ids where a client names several.
    public static final char SEPARATOR = '|';

    /// Sorts the ids, and keeps each once.
    ///
    /// @throws IllegalArgumentException if there is none
    public Tenants {
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("no tenant is named (expected one or more)");
        }
        ids = ids.stream().sorted().distinct().toList();
    }

    /// One tenant.
    public static Tenants of(TenantId tenant) {
        return new Tenants(List.of(tenant));
    }

    /// Reads what clients send in `X-Scope-OrgID`: an id, or several as in `team-a|team-b`.
    ///
    /// @throws IllegalArgumentException if one is not a tenant id; the message is for the client
    public static Tenants parse(String text) {
        return new Tenants(
                Arrays.stream(text.split("\\|", -1)).map(id -> new TenantId(id)).toList());
    }

    /// Whether there is more than one.
    public boolean areSeveral() {
        return ids.size() > 1;
    }

    /// The one tenant.
    ///
    /// @throws IllegalStateException if there are several
    public TenantId only() {
        if (areSeveral()) {
            throw new IllegalStateException(
                    "the request names %d tenants (expected one)".formatted(ids.size()));
        }
        return ids.getFirst();
    }

    /// As [#parse] reads them.
    @Override
    public String toString() {
        return ids.stream().map(TenantId::value).collect(Collectors.joining("|"));
    }
}
