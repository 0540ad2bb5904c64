// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Limits;
import dev.hearth.query.AddressNames;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.ResultCache;
import dev.hearth.query.StoredParts;
import dev.hearth.server.Route;
import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Builds the read path of one process.
public final class QuerierModule implements Closeable {

    private final QueryPool pool;
    private final QueryEngine engine;
    private final StoredParts stored;
    private final RenderRoutes routes;
    private final FunctionRoutes functionRoutes;
    private final List<BindableService> services;

    /// Starts the threads that queries share.
    ///
    /// @param limits what each tenant may ask
    /// @param segments the committed segments
    /// @param blocks the tenants' blocks
    /// @param owners the owners of all partitions, as of now, each time they are needed
    /// @param remotes the other processes that answer parts of questions
    /// @param names names addresses that came without names
    /// @param clock what relative times count from, and the age of profiles
    public QuerierModule(
            QuerierConfig config,
            Limits limits,
            SegmentCatalog segments,
            BlockCatalog blocks,
            Supplier<List<PartitionOwner>> owners,
            Remotes remotes,
            AddressNames names,
            MeterRegistry meters,
            InstantSource clock) {
        QuerierMetrics metrics = new QuerierMetrics(meters);
        this.pool = new QueryPool(config.threads());
        metrics.watch(pool);
        ResultCache cache = new ResultCache(config.resultsCacheBytes());
        metrics.watch(cache);
        this.engine = new QueryEngine(pool, cache);
        this.stored = new CatalogParts(segments, blocks);
        SomeAtATime someAtATime = new SomeAtATime(config.tenantsAtOnce());
        FanOut fanOut =
                new FanOut(
                        engine, names, remotes, limits, config.hedgeAfter(), someAtATime, metrics);
        Querier querier =
                new Querier(
                        new QueryPlanner(
                                segments,
                                blocks,
                                owners,
                                remotes.owners(),
                                new Expiry(limits, clock),
                                someAtATime,
                                metrics),
                        fanOut,
                        new RepeatResolver(fanOut, metrics),
                        new QueryGate(config, limits, metrics),
                        new PartialResponse(limits, metrics));
        LabelAnswers labels = new LabelAnswers(querier, limits, clock);
        StackAnswers stacks = new StackAnswers(querier, limits, clock);
        this.routes = new RenderRoutes(stacks, querier, limits, clock);
        FunctionAnswers functions = new FunctionAnswers(querier, limits, clock);
        this.functionRoutes = new FunctionRoutes(functions, clock);
        this.services = List.of(new QuerierService(labels, stacks), new FunctionService(functions));
    }

    /// What the process must serve over plain HTTP.
    public List<Route> routes() {
        List<Route> all = new ArrayList<>(routes.all());
        all.addAll(functionRoutes.all());
        return all;
    }

    /// What the process must serve over Connect and gRPC.
    public List<BindableService> services() {
        return services;
    }

    /// What answers questions here, for other processes too.
    public QueryEngine engine() {
        return engine;
    }

    /// Opens what other queriers want to be read here.
    public StoredParts stored() {
        return stored;
    }

    /// Ends the threads.
    @Override
    public void close() {
        pool.close();
    }
}
