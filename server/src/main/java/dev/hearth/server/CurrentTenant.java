// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.model.TenantId;
import io.grpc.Context;
import java.util.concurrent.Callable;

/// Who the request at hand belongs to. Bound while a gRPC or Connect method or a route with
/// [Route.Access#TENANT] runs, on the thread that runs it.
public final class CurrentTenant {

    static final Context.Key<TenantId> KEY = Context.key("tenant");

    private CurrentTenant() {}

    /// The tenant of the request that this thread answers.
    ///
    /// @throws IllegalStateException outside a request, or in one that has no tenant
    public static TenantId get() {
        TenantId tenant = KEY.get();
        if (tenant == null) {
            throw new IllegalStateException("no tenant is bound to this thread");
        }
        return tenant;
    }

    /// Runs work as a tenant: for work that the server starts itself, and for tests.
    public static <T> T call(TenantId tenant, Callable<T> work) throws Exception {
        return Context.current().withValue(KEY, tenant).call(work);
    }
}
