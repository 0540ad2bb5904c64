// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.server.Route;
import dev.hearth.server.Route.Access;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Answers requests for components that run in other processes: with 404, and which those are.
final class ElsewhereRoutes {

    private static final Map<Target, List<String>> PATHS =
            Map.of(
                    Target.DISTRIBUTOR,
                    List.of(
                            "/ingest",
                            "/pyroscope/ingest",
                            "/push.v1.PusherService/*",
                            "/v1development/profiles",
                            "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/*",
                            "/debuginfo.v1alpha1.DebuginfoService/*"),
                    Target.INGESTER,
                    List.of("/ingester/*"),
                    Target.QUERIER,
                    List.of(
                            "/querier.v1.QuerierService/*",
                            "/pyroscope/render",
                            "/pyroscope/render-diff",
                            "/pyroscope/label-values",
                            "/api/v1/functions"),
                    Target.COMPACTOR,
                    List.of("/compactor/*", "/api/v1/delete"));

    private final Targets targets;

    ElsewhereRoutes(Targets targets) {
        this.targets = targets;
    }

    /// One for each path of a component that does not run here.
    List<Route> all() {
        List<Route> routes = new ArrayList<>();
        for (Target target : Target.values()) {
            if (!targets.has(target)) {
                for (String path : PATHS.getOrDefault(target, List.of())) {
                    routes.add(route("GET", path, target));
                    routes.add(route("POST", path, target));
                }
            }
        }
        return routes;
    }

    private static Route route(String method, String path, Target target) {
        return new Route(
                method,
                path,
                Access.PUBLIC,
                _ -> {
                    throw new StatusException(
                            Code.NOT_FOUND,
                            "path is served by -target=%s (expected a request to such a process)"
                                    .formatted(target.key()));
                });
    }
}
