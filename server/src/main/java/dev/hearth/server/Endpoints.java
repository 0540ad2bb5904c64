// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.util.List;

/// What a server serves.
///
/// @param routes plain routes; two of them must not have equal method and path
/// @param services gRPC services
public record Endpoints(List<Route> routes, List<RpcService> services) {

    /// Copies the lists.
    public Endpoints {
        routes = List.copyOf(routes);
        services = List.copyOf(services);
    }
}
