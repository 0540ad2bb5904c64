// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.app.cluster.Cluster;
import dev.hearth.querier.QuerierModule;
import dev.hearth.querier.Remotes;
import dev.hearth.querier.SegmentCatalog;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.StoredParts;
import dev.hearth.ring.RingName;
import dev.hearth.server.Route;
import dev.hearth.server.RpcService;
import dev.hearth.server.Service;
import dev.hearth.server.UiRoutes;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The querier as a process runs it, and the page.
final class QuerierComponent implements Component, Closeable {

    private final QuerierModule module;
    private final UiRoutes page;
    private final @Nullable Service membership;

    /// @param here the owners of partitions in this process, as of now
    /// @param hasIngester whether this process runs an ingester
    QuerierComponent(
            ProcessParts process, Supplier<List<PartitionOwner>> here, boolean hasIngester) {
        Cluster cluster = process.cluster();
        SegmentCatalog stored = process.storage().segments();
        this.module =
                new QuerierModule(
                        process.config().querier(),
                        process.config().limits(),
                        cluster == null ? stored : cluster.segments(stored),
                        process.storage().blocks(),
                        here,
                        cluster == null ? Remotes.NONE : cluster.remotes(hasIngester),
                        process.symbolizer().names(),
                        process.registry(),
                        process.clock());
        this.page =
                new UiRoutes(process.config().server(), QuerierComponent.class.getClassLoader());
        this.membership = cluster == null ? null : cluster.worker(RingName.QUERIERS);
    }

    @Override
    public Target target() {
        return Target.QUERIER;
    }

    /// What answers questions here.
    QueryEngine engine() {
        return module.engine();
    }

    /// Opens what other queriers want to be read here.
    StoredParts stored() {
        return module.stored();
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(module.routes());
        routes.addAll(page.all());
        return routes;
    }

    @Override
    public List<RpcService> services() {
        return module.services().stream().map(RpcService::reading).toList();
    }

    @Override
    public List<Service> joined() {
        return membership == null ? List.of() : List.of(membership);
    }

    @Override
    public void close() {
        module.close();
    }
}
