// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import io.grpc.Context;
import java.util.concurrent.Callable;

/// Whose data the request at hand is about. Bound while a gRPC or Connect method or a route with
/// [Route.Access#TENANT] or [Route.Access#TENANTS] runs, on the thread that runs it.
public final class CurrentTenant {

    static final Context.Key<Tenants> KEY = Context.key("tenants");

    private CurrentTenant() {}

    /// The tenant of the request that this thread answers.
    ///
    /// @throws IllegalStateException outside a request, or in one that has no tenant or several
    public static TenantId get() {
        return all().only();
    }

    /// The tenants of the request that this thread answers: one, unless its access is
    /// [Route.Access#TENANTS].
    ///
    /// @throws IllegalStateException outside a request, or in one that has no tenant
    public static Tenants all() {
        Tenants tenants = KEY.get();
        if (tenants == null) {
            throw new IllegalStateException("no tenant is bound to this thread");
        }
        return tenants;
    }

    /// Runs work as a tenant: for work that the server starts itself, and for tests.
    public static <T> T call(TenantId tenant, Callable<T> work) throws Exception {
        return call(Tenants.of(tenant), work);
    }

    /// Runs work about tenants.
    public static <T> T call(Tenants tenants, Callable<T> work) throws Exception {
        return Context.current().withValue(KEY, tenants).call(work);
    }
}
