// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.ChainView;
import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileType;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.query.AddressNames;
import dev.hearth.query.MemorySource;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.server.CurrentTenant;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The read path over sources in memory, one for each tenant.
final class ReadPath implements AutoCloseable {

    static final TenantId TENANT = new TenantId("t1");
    static final String CPU = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";
    static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    final MemorySource source = new MemorySource();
    final QuerierService service;
    final RenderRoutes routes;
    final LabelAnswers labels;
    final FunctionService functions;
    final FunctionRoutes functionRoutes;

    private final Map<TenantId, MemorySource> sources = new HashMap<>(Map.of(TENANT, source));
    private final QueryPool pool = new QueryPool(2);

    ReadPath() {
        this(TenantLimits.defaults());
    }

    ReadPath(TenantLimits tenantLimits) {
        this(Limits.same(tenantLimits));
    }

    ReadPath(Limits limits) {
        QuerierMetrics metrics = new QuerierMetrics(new SimpleMeterRegistry());
        QuerierConfig config =
                new QuerierConfig(4, 4, Duration.ofMinutes(1), 2, 1 << 20, Duration.ZERO, 16);
        SegmentCatalog segments =
                new SegmentCatalog() {
                    @Override
                    public Set<String> partitions() {
                        return Set.of("p");
                    }

                    @Override
                    public ChainView chain(String partition, boolean anew) {
                        return new ChainView(
                                partition, 0, 1, List.of(new ChainView.Segment("k", 0, 1)));
                    }

                    @Override
                    public @Nullable ProfileSource open(
                            ChainView.Segment segment, TenantId tenant) {
                        return sources.get(tenant);
                    }
                };
        InstantSource clock = InstantSource.fixed(NOW);
        FanOut fanOut =
                new FanOut(
                        new QueryEngine(pool),
                        AddressNames.NONE,
                        Remotes.NONE,
                        limits,
                        Duration.ZERO,
                        new SomeAtATime(2),
                        metrics);
        Querier querier =
                new Querier(
                        new QueryPlanner(
                                segments,
                                new NoBlocks(),
                                List::of,
                                List::of,
                                new Expiry(limits, clock),
                                new SomeAtATime(2),
                                metrics),
                        fanOut,
                        new RepeatResolver(fanOut, metrics),
                        new QueryGate(config, limits, metrics),
                        new PartialResponse(limits, metrics));
        labels = new LabelAnswers(querier, limits, clock);
        StackAnswers stacks = new StackAnswers(querier, limits, clock);
        service = new QuerierService(labels, stacks);
        routes = new RenderRoutes(stacks, querier, limits, clock);
        FunctionAnswers answers = new FunctionAnswers(querier, limits, clock);
        functions = new FunctionService(answers);
        functionRoutes = new FunctionRoutes(answers, clock);
    }

    /// Adds a CPU profile some seconds before now.
    void add(String name, long secondsAgo, String... samples) {
        add(Labels.of(Labels.SERVICE_NAME, name), CPU, secondsAgo, samples);
    }

    void add(Labels bare, String type, long secondsAgo, String... samples) {
        add(TENANT, bare, type, secondsAgo, samples);
    }

    void add(TenantId tenant, Labels bare, String type, long secondsAgo, String... samples) {
        ProfileType parsed = ProfileType.parse(type);
        Labels all = bare.with(Labels.PROFILE_TYPE, type).with(Labels.NAME, parsed.name());
        long time = NOW.minusSeconds(secondsAgo).getEpochSecond() * 1_000_000_000;
        sources.computeIfAbsent(tenant, _ -> new MemorySource()).add(all, time, samples);
    }

    /// The answer of a method of the service, or its failure.
    static final class Outcome<T> implements StreamObserver<T> {

        @Nullable T message;
        Status status = Status.OK;

        @Override
        public void onNext(T value) {
            message = value;
        }

        @Override
        public void onError(Throwable failure) {
            status = ((StatusRuntimeException) failure).getStatus();
        }

        @Override
        public void onCompleted() {
            // the message says it all
        }

        T get() {
            if (message == null) {
                throw new AssertionError(status.toString());
            }
            return message;
        }
    }

    <T> Outcome<T> call(Consumer<StreamObserver<T>> method) throws Exception {
        return call(TENANT, method);
    }

    <T> Outcome<T> call(TenantId tenant, Consumer<StreamObserver<T>> method) throws Exception {
        return call(Tenants.of(tenant), method);
    }

    <T> Outcome<T> call(Tenants tenants, Consumer<StreamObserver<T>> method) throws Exception {
        Outcome<T> outcome = new Outcome<>();
        CurrentTenant.call(
                tenants,
                () -> {
                    method.accept(outcome);
                    return outcome;
                });
        return outcome;
    }

    @Override
    public void close() {
        pool.close();
    }
}
