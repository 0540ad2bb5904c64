// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.app.cluster.OwnerMembership;
import dev.hearth.ingester.IngesterModule;
import dev.hearth.log.FileLog;
import dev.hearth.query.PartitionOwner;
import dev.hearth.rpc.AppendReceiver;
import dev.hearth.server.ReadinessCheck;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import io.grpc.BindableService;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An ingester with a log in its own files: one partition, which stays with its disk.
final class FileLogIngester implements IngesterComponent {

    private final IngesterModule module;
    private final String partition;
    private final @Nullable OwnerMembership membership;

    /// @param log closed by this component
    FileLogIngester(ProcessParts process, FileLog log) throws IOException {
        ProgramConfig config = process.config();
        this.partition = log.partition();
        this.module =
                new IngesterModule(
                        config.ingester(),
                        config.limits(),
                        log,
                        process.storage().store(),
                        process.registry(),
                        process.clock());
        this.membership =
                process.cluster() == null
                        ? null
                        : new OwnerMembership(
                                process.cluster(),
                                partition,
                                new AppendedLog(module),
                                config.ingester().flushOnShutdown());
        watch(log, process.registry());
    }

    /// The log as membership opens and empties it.
    private record AppendedLog(IngesterModule module) implements OwnerMembership.Log {

        @Override
        public void open() {
            module.open();
        }

        @Override
        public void drain() throws IOException {
            module.drain();
        }
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

    /// What runs the partition.
    IngesterModule module() {
        return module;
    }

    @Override
    public List<PartitionOwner> owners() {
        return module.owners();
    }

    @Override
    public Map<String, Long> flush() throws IOException {
        module.ingester().flush();
        return Map.of(partition, module.ingester().committed());
    }

    @Override
    public List<Long> knownEnds(String wanted) throws IOException {
        return wanted.equals(partition) ? module.ingester().knownEnds() : List.of();
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(module.routes());
        if (membership != null) {
            routes.addAll(membership.routes());
        }
        return routes;
    }

    @Override
    public List<BindableService> internalServices() {
        return List.of(new AppendReceiver(module.appends()));
    }

    @Override
    public List<Service> running() {
        return membership == null ? List.of(module) : List.of(membership.presence(), module);
    }

    @Override
    public List<Service> joined() {
        return membership == null ? List.of() : List.of(membership);
    }

    @Override
    public List<ReadinessCheck> checks() {
        return membership == null
                ? List.of(module.readiness())
                : List.of(module.readiness(), membership.readiness());
    }
}
