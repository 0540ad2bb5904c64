// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.util.List;
import java.util.Set;

/// What a server serves.
///
/// @param routes plain routes; two of them must not have equal method and path
/// @param services gRPC services
/// @param pushPaths paths of those routes and methods that take profiles: their answers are held
///   back if the tenant's limits say so
public record Endpoints(List<Route> routes, List<RpcService> services, Set<String> pushPaths) {

    /// Copies the collections.
    public Endpoints {
        routes = List.copyOf(routes);
        services = List.copyOf(services);
        pushPaths = Set.copyOf(pushPaths);
    }

    /// Endpoints that take no profiles.
    public Endpoints(List<Route> routes, List<RpcService> services) {
        this(routes, services, Set.of());
    }
}
