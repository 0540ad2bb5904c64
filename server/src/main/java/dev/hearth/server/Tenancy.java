// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.server.StatusException.Code;
import org.jspecify.annotations.Nullable;

/// Tells whose data a request is about.
///
/// @param enabled whether requests must say; when not, the header is ignored
/// @param federation whether a request that reads may name several tenants
record Tenancy(boolean enabled, ServerConfig.Federation federation) {

    /// Name of the header that carries the tenant.
    static final String HEADER = "x-scope-orgid";

    private static final Tenants ANONYMOUS = Tenants.of(TenantId.ANONYMOUS);

    /// @param header the header's value, null if there is none
    /// @param access what is called
    /// @throws StatusException `unauthenticated` without a tenant, `invalid_argument` for one that
    ///   cannot be, or for more than may be named
    Tenants tenants(@Nullable String header, Route.Access access) throws StatusException {
        if (!enabled) {
            return ANONYMOUS;
        }
        if (header == null || header.isEmpty()) {
            throw new StatusException(Code.UNAUTHENTICATED, "no org id");
        }
        Tenants tenants;
        try {
            tenants = Tenants.parse(header);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        if (tenants.areSeveral()) {
            checkSeveral(tenants.ids().size(), access);
        }
        return tenants;
    }

    private void checkSeveral(int count, Route.Access access) throws StatusException {
        if (access != Route.Access.TENANTS) {
            throw invalid(
                    "X-Scope-OrgID names %d tenants (expected one: only queries may be about several)"
                            .formatted(count));
        }
        if (!federation.enabled()) {
            throw invalid(
                    "X-Scope-OrgID names %d tenants (expected one). To query several at once, set %s"
                            .formatted(count, ServerFlags.TENANT_FEDERATION_ENABLED));
        }
        if (federation.maxTenants() > 0 && count > federation.maxTenants()) {
            throw invalid(
                    "X-Scope-OrgID names %d tenants (limit %d). To change it, set %s"
                            .formatted(
                                    count,
                                    federation.maxTenants(),
                                    ServerFlags.TENANT_FEDERATION_MAX_TENANTS));
        }
    }

    private static StatusException invalid(String message) {
        return new StatusException(Code.INVALID_ARGUMENT, message);
    }
}
