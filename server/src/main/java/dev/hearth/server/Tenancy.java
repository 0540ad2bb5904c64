// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.model.TenantId;
import dev.hearth.server.StatusException.Code;
import org.jspecify.annotations.Nullable;

/// Tells whose a request is.
///
/// @param enabled whether requests must say; when not, the header is ignored
record Tenancy(boolean enabled) {

    /// Name of the header that carries the tenant.
    static final String HEADER = "x-scope-orgid";

    /// @param header the header's value, null if there is none
    /// @throws StatusException `unauthenticated` without a tenant, `invalid_argument` for one that
    ///   cannot be
    TenantId tenant(@Nullable String header) throws StatusException {
        if (!enabled) {
            return TenantId.ANONYMOUS;
        }
        if (header == null || header.isEmpty()) {
            throw new StatusException(Code.UNAUTHENTICATED, "no org id");
        }
        if (header.indexOf('|') >= 0) {
            throw new StatusException(
                    Code.INVALID_ARGUMENT,
                    "X-Scope-OrgID names several tenants (expected one: a request over several tenants is not supported)");
        }
        try {
            return new TenantId(header);
        } catch (IllegalArgumentException e) {
            throw new StatusException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
    }
}
