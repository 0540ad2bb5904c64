// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.Limits;
import dev.hearth.proto.push.v1.PusherServiceGrpc;
import dev.hearth.server.OversizedBodies;
import dev.hearth.server.Route;
import dev.hearth.symbolizer.DebuginfoStore;
import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Builds the write path of one process.
public final class DistributorModule {

    private final IngestRoutes routes;
    private final PushService pushService;
    private final OtlpRoutes otlpRoutes;
    private final OtlpService otlpService;
    private final OversizedBodies oversized;

    /// @param sink what makes batches durable; called by many threads
    /// @param random for ids of profiles that nothing else tells apart; safe for many threads, such
    ///   as [java.security.SecureRandom]
    public DistributorModule(
            DistributorConfig config,
            Limits limits,
            BatchSink sink,
            MeterRegistry meters,
            Clock clock,
            RandomGenerator random) {
        Distributor distributor =
                new Distributor(
                        config,
                        limits,
                        sink,
                        new DistributorMetrics(meters),
                        clock,
                        new ProfileIds(random));
        this.routes = new IngestRoutes(distributor, clock);
        this.pushService = new PushService(distributor);
        OtlpExport exports = new OtlpExport(distributor, limits);
        this.otlpRoutes = new OtlpRoutes(exports);
        this.otlpService = new OtlpService(exports);
        this.oversized =
                (tenant, limit) ->
                        distributor.discard(tenant, DiscardReason.BODY_SIZE_LIMIT_EXCEEDED, limit);
    }

    /// Returns what the process must serve over plain HTTP.
    public List<Route> routes() {
        List<Route> all = new ArrayList<>(routes.all());
        all.addAll(otlpRoutes.all());
        return all;
    }

    /// Returns the paths of all routes and methods that take profiles.
    public Set<String> pushPaths() {
        Set<String> paths = new TreeSet<>();
        routes().forEach(route -> paths.add(route.path()));
        paths.add("/" + PusherServiceGrpc.getPushMethod().getFullMethodName());
        return paths;
    }

    /// Returns what counts the bodies that the server refuses at those paths, as many bytes as they
    /// might have had.
    public OversizedBodies oversized() {
        return oversized;
    }

    /// Returns OTLP's `ProfilesService`, to be served over gRPC beside the routes, which answer
    /// what else comes to its path ([dev.hearth.server.RpcService#besideRoutes]).
    public BindableService otlpService() {
        return otlpService;
    }

    /// Returns `push.v1`, to be served over Connect and gRPC. Its methods block, and write: they
    /// are not to be interrupted ([dev.hearth.server.RpcService#writing]).
    public PusherServiceGrpc.PusherServiceImplBase pushService() {
        return pushService;
    }

    /// Returns the route by which debug files are uploaded.
    public static List<Route> debuginfoRoutes(DebuginfoStore store) {
        return List.of(new DebuginfoRoute(store).route());
    }

    /// Returns `debuginfo.v1alpha1`, to be served over Connect and gRPC; it writes.
    public static BindableService debuginfoService(DebuginfoStore store) {
        return new DebuginfoService(store);
    }
}
