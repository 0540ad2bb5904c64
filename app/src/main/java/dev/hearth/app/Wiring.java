// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.app.cluster.Cluster;
import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.disk.Disk;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.rpc.RpcServer;
import dev.hearth.rpc.RpcServerConfig;
import dev.hearth.server.Endpoints;
import dev.hearth.server.HttpServer;
import dev.hearth.server.OversizedBodies;
import dev.hearth.server.Readiness;
import dev.hearth.server.Route;
import dev.hearth.server.RpcService;
import dev.hearth.server.RuntimeReload;
import dev.hearth.server.RuntimeRoutes;
import dev.hearth.server.ServerMeters;
import dev.hearth.server.Service;
import dev.hearth.server.ServiceGroup;
import dev.hearth.server.StatusRoutes;
import io.grpc.BindableService;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts together what a process runs: the components of its targets, and the ports.
///
/// Configuration is checked in the constructor, before anything is opened.
final class Wiring implements Closeable {

    private final List<Flag<?>> flags;
    private final Settings settings;
    private final BuildInfo build;
    private final ProgramConfig config;
    private final Clock clock = Clock.systemUTC();

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
        this.config = ProgramConfig.from(settings);
    }

    /// The flags of all components.
    static List<Flag<?>> flags() {
        return ProgramConfig.flags();
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
        RpcServerConfig internal = config.rpcServer().atKnownPort();
        ProcessParts process = process(internal.port());
        Components components = new Components(process, open::push);
        served = endpoints(process, components);
        HttpServer http =
                new HttpServer(config.server(), served, config.limits(), process.registry());
        Service services =
                new ServiceGroup("hearth", services(process, components, internal, http));
        services.start();
        open.push(services::close);
        uri = http.address();
    }

    private ProcessParts process(int internalPort) throws IOException {
        Disk disk = Disk.real();
        ServerMeters meters = keep(new ServerMeters(build));
        ObjectStore store =
                keep(new ObjectStores(config.app().storage(), disk, meters.registry()).open());
        SymbolizerParts symbolizer =
                SymbolizerParts.open(
                        store,
                        config.symbolizer(),
                        config.limits(),
                        config.app().dataDir(),
                        meters.registry(),
                        clock);
        return new ProcessParts(
                config,
                clock,
                disk,
                meters,
                StorageParts.over(store, config, meters.registry()),
                symbolizer,
                config.hasRings() ? cluster(disk, internalPort, meters) : null);
    }

    private Cluster cluster(Disk disk, int internalPort, ServerMeters meters) throws IOException {
        return keep(
                Cluster.open(
                        config.ring(),
                        config.rpcClient(),
                        internalPort,
                        new Cluster.Where(disk, config.app().dataDir()),
                        meters.registry(),
                        clock));
    }

    private Endpoints endpoints(ProcessParts process, Components components) {
        Readiness readiness = new Readiness();
        List<Route> routes = new ArrayList<>();
        List<RpcService> services = new ArrayList<>();
        for (Component component : components.all()) {
            routes.addAll(component.routes());
            services.addAll(component.services());
            component.checks().forEach(readiness::add);
        }
        routes.addAll(new ElsewhereRoutes(config.app().targets()).all());
        routes.addAll(new StatusRoutes(build, flags, settings).all());
        routes.addAll(new RuntimeRoutes(config.limits()).all());
        routes.add(process.meters().route());
        routes.add(readiness.route());
        Cluster cluster = process.cluster();
        if (cluster != null) {
            routes.addAll(cluster.routes());
            readiness.add(cluster.readiness());
        }
        services.add(readiness.healthService());
        DistributorComponent distributor = components.distributor();
        return distributor == null
                ? new Endpoints(routes, services, Set.of(), OversizedBodies.UNHEARD)
                : new Endpoints(
                        routes,
                        services,
                        distributor.module().pushPaths(),
                        distributor.module().oversized());
    }

    private List<Service> services(
            ProcessParts process,
            Components components,
            RpcServerConfig internal,
            HttpServer http) {
        List<Service> services = new ArrayList<>();
        components.all().forEach(component -> services.addAll(component.running()));
        RpcServer others = config.isCluster() ? others(internal, components) : null;
        if (others != null) {
            services.add(others);
        }
        components.all().forEach(component -> services.addAll(component.joined()));
        services.add(new RuntimeReload(config.limits(), process.registry()));
        services.add(http);
        DistributorComponent distributor = components.distributor();
        if (distributor != null
                && config.app().selfProfiling() instanceof AppConfig.SelfProfiling.On on) {
            services.add(
                    new SelfProfiler(
                            new SelfPush(distributor.module().pushService(), on.tenant()),
                            config.app().dataDir().resolve("self-profile.jfr"),
                            clock));
        }
        return services;
    }

    /// The port for other processes, null if they have nothing to ask of this one.
    private static @Nullable RpcServer others(RpcServerConfig internal, Components components) {
        List<BindableService> services = components.internalServices();
        return services.isEmpty() ? null : new RpcServer(internal, services);
    }

    private <T extends Closeable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    /// How the process stops.
    BoundedStop stop() {
        return new BoundedStop(this, config.app().shutdownTimeout());
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
