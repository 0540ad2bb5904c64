// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.config.IngestLimits;
import dev.hearth.config.TenantLimits;
import dev.hearth.config.runtime.RuntimeLimits;
import dev.hearth.server.Route.Access;
import java.util.ArrayList;
import java.util.List;

/// The routes that show what runtime files say.
public final class RuntimeRoutes {

    private static final double MEGABYTE = 1 << 20;

    private final RuntimeLimits limits;

    /// @param limits what is shown
    public RuntimeRoutes(RuntimeLimits limits) {
        this.limits = limits;
    }

    /// `GET /runtime_config`, and if there are runtime files `GET /api/v1/tenant_limits`.
    public List<Route> all() {
        List<Route> routes = new ArrayList<>();
        routes.add(new Route("GET", "/runtime_config", Access.PUBLIC, this::runtimeConfig));
        if (limits.isConfigured()) {
            routes.add(
                    new Route("GET", "/api/v1/tenant_limits", Access.TENANT, this::tenantLimits));
        }
        return routes;
    }

    private HttpReply runtimeConfig(HttpCall call) throws StatusException {
        if (!limits.isConfigured()) {
            return HttpReply.text(200, "runtime config file doesn't exist");
        }
        String mode = call.query("mode");
        if (mode == null || mode.isEmpty()) {
            return HttpReply.text(200, limits.overrides().all());
        }
        if (!mode.equals("diff")) {
            throw new StatusException(
                    StatusException.Code.INVALID_ARGUMENT,
                    "mode is \"%s\" (expected diff, or nothing)".formatted(mode));
        }
        return HttpReply.text(200, limits.overrides().diff());
    }

    /// The three limits that clients of the peer know, under the names that it gives them.
    private HttpReply tenantLimits(HttpCall call) {
        TenantLimits own = limits.of(call.tenant());
        IngestLimits ingest = own.ingest();
        return HttpReply.json(
                200,
                "{\"ingestion_rate\":%s,\"ingestion_burst_size\":%d,\"max_global_series_per_user\":%d}"
                        .formatted(
                                number((double) ingest.rateBytesPerSecond() / MEGABYTE),
                                Math.round((double) ingest.burstBytes() / MEGABYTE),
                                own.series().maxGlobal()));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
