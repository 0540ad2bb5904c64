// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.bench.Fleet.Kind;
import dev.hearth.config.ConfigException;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Limits;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.distributor.DistributorConfig;
import dev.hearth.distributor.DistributorModule;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One request to `/ingest`, a Go program's CPU profile of ten seconds, from the body to the log
/// record: all that the server does for it but HTTP itself, the disk, and the head.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(1)
public class RequestBenchmark {

    private static final Tenants TENANTS = Tenants.of(TenantId.ANONYMOUS);

    /// Pods that take turns.
    private static final int PODS = 20;

    /// Names of formats in [FormatInput#all] that `/ingest` takes.
    @Param({"pprof-gzip", "folded", "speedscope"})
    public String format = "";

    private final List<HttpCall> calls = new ArrayList<>();
    private Route.@Nullable Handler handler;
    private int next;
    private long bytes;

    /// Made by JMH.
    public RequestBenchmark() {}

    /// Makes the requests.
    @Setup
    public void prepare() throws MalformedProfileException, ConfigException, IOException {
        Settings unlimited = Settings.defaults().with(LimitFlags.INGESTION_RATE_MB, 0.0);
        DistributorModule module =
                new DistributorModule(
                        new DistributorConfig(Duration.ZERO, 2, 1L << 30),
                        Limits.same(TenantLimits.fromSettings(unlimited)),
                        (_, batches) ->
                                batches.forEach(batch ->
                                        bytes +=
                                                dev.hearth.model.ProfileBatchCodec.encode(batch)
                                                        .length),
                        new SimpleMeterRegistry(),
                        Clock.systemUTC(),
                        new SplittableRandom(1));
        handler = module.routes().getFirst().handler();
        Fleet fleet = new Fleet(1);
        FormatInput input = FormatInput.all(new byte[0]).get(format);
        for (int pod = 0; pod < PODS; pod++) {
            byte[] body =
                    format.startsWith("pprof")
                            ? Payloads.gzip(fleet.pprof(0, pod, Kind.GO, 0))
                            : input == null ? new byte[0] : input.bytes();
            String type = format.equals("pprof-gzip") ? "pprof" : format;
            calls.add(
                    new Call(
                            Map.of(
                                    "name",
                                    "service.cpu{pod=pod-%d,region=eu}".formatted(pod),
                                    "format",
                                    type,
                                    "spyName",
                                    "gospy"),
                            body));
        }
    }

    /// One request.
    @Benchmark
    public HttpReply ingest() throws Exception {
        Route.Handler known = handler;
        if (known == null) {
            throw new IllegalStateException("there is no handler (expected one)");
        }
        next = (next + 1) % PODS;
        return known.handle(calls.get(next));
    }

    /// A request whose parameters are known.
    private static final class Call implements HttpCall {

        private final Map<String, String> query;
        private final byte[] body;

        Call(Map<String, String> query, byte[] body) {
            this.query = Map.copyOf(query);
            this.body = body;
        }

        @Override
        public String path() {
            return "/ingest";
        }

        @Override
        public @Nullable String query(String name) {
            return query.get(name);
        }

        @Override
        public List<String> queryAll(String name) {
            String value = query.get(name);
            return value == null ? List.of() : List.of(value);
        }

        @Override
        public @Nullable String header(String name) {
            return null;
        }

        @Override
        public byte[] body() {
            return body;
        }

        @Override
        public Tenants tenants() {
            return TENANTS;
        }
    }
}
