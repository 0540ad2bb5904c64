// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Limits;
import dev.hearth.query.AddressNames;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.ResultCache;
import dev.hearth.server.Route;
import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// Builds the read path of one process.
public final class QuerierModule implements Closeable {

    private final QueryPool pool;
    private final RenderRoutes routes;
    private final QuerierService service;

    /// Starts the threads that queries share.
    ///
    /// @param limits what each tenant may ask
    /// @param segments the committed segments
    /// @param blocks the tenants' blocks
    /// @param owners the owners of all partitions, as of now, each time they are needed
    /// @param names names addresses that came without names
    /// @param clock what relative times count from, and the age of profiles
    public QuerierModule(
            QuerierConfig config,
            Limits limits,
            SegmentCatalog segments,
            BlockCatalog blocks,
            Supplier<List<PartitionOwner>> owners,
            AddressNames names,
            MeterRegistry meters,
            InstantSource clock) {
        QuerierMetrics metrics = new QuerierMetrics(meters);
        this.pool = new QueryPool(config.threads());
        metrics.watch(pool);
        ResultCache cache = new ResultCache(config.resultsCacheBytes());
        metrics.watch(cache);
        Querier querier =
                new Querier(
                        new QueryPlanner(
                                segments,
                                blocks,
                                owners,
                                new Expiry(limits, clock),
                                names,
                                metrics),
                        new QueryEngine(pool, cache),
                        new QueryGate(config, metrics),
                        new PartialResponse(limits, metrics));
        LabelAnswers labels = new LabelAnswers(querier, limits, clock);
        StackAnswers stacks = new StackAnswers(querier, limits, clock);
        this.routes = new RenderRoutes(stacks, querier, limits, clock);
        this.service = new QuerierService(labels, stacks);
    }

    /// What the process must serve over plain HTTP.
    public List<Route> routes() {
        return routes.all();
    }

    /// What the process must serve over Connect and gRPC.
    public List<BindableService> services() {
        return List.of(service);
    }

    /// Ends the threads.
    @Override
    public void close() {
        pool.close();
    }
}
