// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockReader;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.compactor.CompactorConfig;
import dev.hearth.compactor.CompactorFlags;
import dev.hearth.compactor.CompactorModule;
import dev.hearth.compactor.Flush;
import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.config.runtime.RuntimeConfig;
import dev.hearth.config.runtime.RuntimeLimits;
import dev.hearth.disk.Disk;
import dev.hearth.distributor.DistributorConfig;
import dev.hearth.distributor.DistributorModule;
import dev.hearth.ingester.IngesterConfig;
import dev.hearth.ingester.IngesterFlags;
import dev.hearth.ingester.IngesterModule;
import dev.hearth.log.FileLog;
import dev.hearth.log.FileLogConfig;
import dev.hearth.logkafka.KafkaFlags;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.querier.QuerierConfig;
import dev.hearth.querier.QuerierFlags;
import dev.hearth.querier.QuerierModule;
import dev.hearth.querier.Remotes;
import dev.hearth.querier.StoredBlocks;
import dev.hearth.querier.StoredSegments;
import dev.hearth.query.AddressNames;
import dev.hearth.ring.RingConfig;
import dev.hearth.rpc.RpcFlags;
import dev.hearth.server.Endpoints;
import dev.hearth.server.HttpServer;
import dev.hearth.server.Readiness;
import dev.hearth.server.Route;
import dev.hearth.server.RpcService;
import dev.hearth.server.RuntimeReload;
import dev.hearth.server.RuntimeRoutes;
import dev.hearth.server.ServerConfig;
import dev.hearth.server.ServerMeters;
import dev.hearth.server.Service;
import dev.hearth.server.ServiceGroup;
import dev.hearth.server.StatusRoutes;
import dev.hearth.server.UiRoutes;
import dev.hearth.symbolizer.SymbolizerConfig;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Puts all components together in one process.
///
/// The only class that knows every component. Configuration is checked in the constructor, before
/// anything is opened.
final class Wiring implements Closeable {

    private final List<Flag<?>> flags;
    private final Settings settings;
    private final BuildInfo build;
    private final Clock clock = Clock.systemUTC();

    private final AppConfig appConfig;
    private final ServerConfig serverConfig;
    private final DistributorConfig distributorConfig;
    private final IngesterConfig ingesterConfig;
    private final QuerierConfig querierConfig;
    private final CompactorConfig compactorConfig;
    private final RuntimeLimits limits;
    private final SymbolizerConfig symbolizerConfig;

    /// What was opened, to be closed in reverse.
    private final Deque<Closeable> open = new ArrayDeque<>();

    private String uri = "";
    private Endpoints served = new Endpoints(List.of(), List.of());

    /// @param flags every flag of the program
    /// @throws ConfigException if a value makes no sense
    Wiring(List<Flag<?>> flags, Settings settings, BuildInfo build) throws ConfigException {
        this.flags = flags;
        this.settings = settings;
        this.build = build;
        this.serverConfig = ServerConfig.from(settings);
        this.appConfig = AppConfig.from(settings, serverConfig.multitenancy());
        this.limits = new RuntimeLimits(RuntimeConfig.from(settings), settings);
        try {
            this.distributorConfig = DistributorConfig.from(settings);
            this.ingesterConfig = IngesterConfig.from(settings);
            this.querierConfig = QuerierConfig.from(settings);
            this.symbolizerConfig = SymbolizerConfig.from(settings);
            this.compactorConfig =
                    CompactorConfig.from(
                            settings, appConfig.dataDir(), ingesterConfig.retryWindow());
            compactorConfig.requireDelayAbove(
                    "-querier.query-timeout", querierConfig.queryTimeout());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /// The flags of all components.
    static List<Flag<?>> flags() {
        List<Flag<?>> all = new ArrayList<>(AppConfig.flags());
        all.addAll(ServerConfig.flags());
        all.addAll(RpcFlags.all());
        all.addAll(DistributorConfig.flags());
        all.addAll(IngesterFlags.all());
        all.addAll(KafkaFlags.all());
        all.addAll(QuerierFlags.all());
        all.addAll(CompactorFlags.all());
        all.addAll(SymbolizerConfig.flags());
        all.addAll(RingConfig.flags());
        return all;
    }

    /// Opens what is stored, recovers, and serves.
    ///
    /// @throws IOException if something cannot be had; what was opened is closed again
    void start() throws IOException {
        try {
            openAll();
        } catch (IOException | RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    private void openAll() throws IOException {
        Disk disk = Disk.real();
        ServerMeters meters = keep(new ServerMeters(build));
        FileLog log =
                keep(
                        FileLog.open(
                                disk, FileLogConfig.of(appConfig.dataDir().resolve("log")), clock));
        ObjectStore store =
                keep(new ObjectStores(appConfig.storage(), disk, meters.registry()).open());
        BlockCache cache = new BlockCache(appConfig.cacheBytes());
        BlockCacheMetrics.register(cache, meters.registry());
        IndexCatalog indexes =
                new IndexCatalog(store, compactorConfig.deletionDelay(), System::nanoTime);
        SegmentReader reader = new SegmentReader(store, cache);

        IngesterModule ingester =
                new IngesterModule(ingesterConfig, limits, log, store, meters.registry(), clock);
        SymbolizerParts symbolizer =
                SymbolizerParts.open(
                        store,
                        symbolizerConfig,
                        limits,
                        appConfig.dataDir(),
                        meters.registry(),
                        clock);
        QuerierModule querier =
                keep(
                        querier(
                                new StoredSegments(store, reader),
                                new StoredBlocks(indexes, new BlockReader(store, cache)),
                                ingester,
                                symbolizer.names(),
                                meters.registry()));
        DistributorModule distributor =
                new DistributorModule(
                        distributorConfig,
                        limits,
                        ingester.ingester()::append,
                        meters.registry(),
                        clock,
                        new SecureRandom());
        CompactorModule compactor = compactor(store, indexes, ingester, meters.registry());
        watch(log, meters.registry());
        Readiness readiness = new Readiness();
        readiness.add(ingester.readiness());
        served =
                endpoints(distributor, ingester, querier, compactor, symbolizer, meters, readiness);
        HttpServer http = new HttpServer(serverConfig, served, limits, meters.registry());
        Service reload = new RuntimeReload(limits, meters.registry());
        Service services =
                new ServiceGroup(
                        "hearth", services(ingester, compactor, reload, http, distributor));
        services.start();
        open.push(services::close);
        uri = http.address();
    }

    private CompactorModule compactor(
            ObjectStore store,
            IndexCatalog indexes,
            IngesterModule ingester,
            MeterRegistry meters) {
        Flush flush =
                () -> {
                    ingester.ingester().flush();
                    return List.of(ingester.ingester().partition());
                };
        return new CompactorModule(compactorConfig, limits, store, indexes, flush, meters, clock);
    }

    private static void watch(FileLog log, MeterRegistry meters) {
        Gauge.builder("hearth.log.queued.bytes", log, FileLog::queuedBytes)
                .description("Payload bytes that wait to become durable.")
                .tag("partition", log.partition())
                .register(meters);
        FunctionTimer.builder(
                        "hearth.log.force.duration",
                        log,
                        FileLog::forces,
                        FileLog::forceNanos,
                        TimeUnit.NANOSECONDS)
                .description("Time to make a group of appends durable, by fsync.")
                .tag("partition", log.partition())
                .register(meters);
    }

    private QuerierModule querier(
            StoredSegments segments,
            StoredBlocks blocks,
            IngesterModule ingester,
            AddressNames names,
            MeterRegistry meters) {
        return new QuerierModule(
                querierConfig,
                limits,
                segments,
                blocks,
                ingester::owners,
                Remotes.NONE,
                names,
                meters,
                clock);
    }

    private Endpoints endpoints(
            DistributorModule distributor,
            IngesterModule ingester,
            QuerierModule querier,
            CompactorModule compactor,
            SymbolizerParts symbolizer,
            ServerMeters meters,
            Readiness readiness) {
        List<Route> routes = new ArrayList<>(distributor.routes());
        routes.addAll(ingester.routes());
        routes.addAll(querier.routes());
        routes.addAll(compactor.routes());
        routes.addAll(DistributorModule.debuginfoRoutes(symbolizer.store()));
        routes.addAll(new StatusRoutes(build, flags, settings).all());
        routes.addAll(new RuntimeRoutes(limits).all());
        routes.addAll(new UiRoutes(serverConfig, Wiring.class.getClassLoader()).all());
        routes.add(meters.route());
        routes.add(readiness.route());
        List<RpcService> services = new ArrayList<>();
        services.add(RpcService.writing(distributor.pushService()));
        services.add(RpcService.besideRoutes(distributor.otlpService()));
        services.add(RpcService.writing(DistributorModule.debuginfoService(symbolizer.store())));
        querier.services().forEach(service -> services.add(RpcService.reading(service)));
        services.add(readiness.healthService());
        return new Endpoints(routes, services, distributor.pushPaths(), distributor.oversized());
    }

    private List<Service> services(
            IngesterModule ingester,
            CompactorModule compactor,
            Service reload,
            HttpServer http,
            DistributorModule distributor) {
        List<Service> services = new ArrayList<>(List.of(ingester, compactor, reload, http));
        if (appConfig.selfProfiling() instanceof AppConfig.SelfProfiling.On on) {
            services.add(
                    new SelfProfiler(
                            new SelfPush(distributor.pushService(), on.tenant()),
                            appConfig.dataDir().resolve("self-profile.jfr"),
                            clock));
        }
        return services;
    }

    private <T extends Closeable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    /// Where the process listens, once it is started.
    String uri() {
        return uri;
    }

    /// What the process serves, once it is started.
    Endpoints served() {
        return served;
    }

    /// Stops in order: no new requests, what runs is finished, what is in memory is cut.
    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
