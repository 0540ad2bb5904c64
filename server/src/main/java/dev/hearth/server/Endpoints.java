// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.model.Tenants;
import java.util.List;
import java.util.Set;

/// What a server serves.
///
/// @param routes plain routes; two of them must not have equal method and path
/// @param services gRPC services
/// @param pushPaths paths of those routes and methods that take profiles: their answers are held
///   back if the tenant's limits say so
/// @param oversized hears of bodies at those paths that are too large
public record Endpoints(
        List<Route> routes,
        List<RpcService> services,
        Set<String> pushPaths,
        OversizedBodies oversized) {

    /// Copies the collections.
    public Endpoints {
        routes = List.copyOf(routes);
        services = List.copyOf(services);
        pushPaths = Set.copyOf(pushPaths);
    }

    /// Endpoints that take no profiles.
    public Endpoints(List<Route> routes, List<RpcService> services) {
        this(routes, services, Set.of(), OversizedBodies.UNHEARD);
    }

    /// What is to be done when a body is too large.
    ///
    /// @param path without the server's prefix
    /// @param limit most bytes of the body
    Runnable whenTooLarge(String path, Tenants tenants, long limit) {
        return pushPaths.contains(path) ? () -> oversized.refused(tenants.only(), limit) : () -> {};
    }
}
