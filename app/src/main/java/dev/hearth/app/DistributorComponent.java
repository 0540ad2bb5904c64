// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.distributor.BatchSink;
import dev.hearth.distributor.DistributorModule;
import dev.hearth.ring.RingName;
import dev.hearth.server.Route;
import dev.hearth.server.RpcService;
import dev.hearth.server.Service;
import dev.hearth.symbolizer.DebuginfoStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The distributor as a process runs it. Debug files come to it as well.
final class DistributorComponent implements Component {

    private final DistributorModule module;
    private final DebuginfoStore debuginfo;
    private final @Nullable Service membership;

    /// @param sink what makes batches durable
    DistributorComponent(ProcessParts process, BatchSink sink) {
        this.module =
                new DistributorModule(
                        process.config().distributor(),
                        process.config().limits(),
                        sink,
                        process.registry(),
                        process.clock(),
                        new SecureRandom());
        this.debuginfo = process.symbolizer().store();
        this.membership =
                process.cluster() == null ? null : process.cluster().worker(RingName.DISTRIBUTORS);
    }

    @Override
    public Target target() {
        return Target.DISTRIBUTOR;
    }

    /// What takes profiles.
    DistributorModule module() {
        return module;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(module.routes());
        routes.addAll(DistributorModule.debuginfoRoutes(debuginfo));
        return routes;
    }

    @Override
    public List<RpcService> services() {
        return List.of(
                RpcService.writing(module.pushService()),
                RpcService.besideRoutes(module.otlpService()),
                RpcService.writing(DistributorModule.debuginfoService(debuginfo)));
    }

    @Override
    public List<Service> joined() {
        return membership == null ? List.of() : List.of(membership);
    }
}
