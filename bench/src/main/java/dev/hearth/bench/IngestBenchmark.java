// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.bench.Fleet.Kind;
import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.pprof.PprofDecoder;
import dev.hearth.formats.pprof.PprofOptions;
import dev.hearth.ingester.Cut;
import dev.hearth.ingester.IngesterConfig;
import dev.hearth.ingester.IngesterModule;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What an ingester does with decoded profiles, a profile: log record, merge into the head,
/// segment. The log and the store are in memory.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class IngestBenchmark {

    private static final int SERVICES = 5;
    private static final int PODS = 20;
    private static final int ROUNDS = 4;
    private static final List<Kind> KINDS = List.of(Kind.CPU, Kind.MEMORY, Kind.SMALL);
    private static final int PROFILES = SERVICES * PODS * ROUNDS * 3;
    private static final Duration NEVER = Duration.ofDays(1);

    private final List<List<ProfileBatch>> batches = new ArrayList<>();
    private MemoryObjectStore store = new MemoryObjectStore();
    private IngesterModule module = module();

    /// Made by JMH.
    public IngestBenchmark() {}

    /// Makes the input.
    @Setup
    public void prepare() throws MalformedProfileException {
        Fleet fleet = new Fleet(SERVICES);
        PprofDecoder decoder = new PprofDecoder(new DecodeLimits(0, 0, 0, 0, 0));
        for (int i = 0; i < PROFILES; i++) {
            int service = i % SERVICES;
            int pod = i / SERVICES % PODS;
            Kind kind = KINDS.get(i / (SERVICES * PODS) % KINDS.size());
            byte[] raw = fleet.pprof(service, pod, kind, i / (PROFILES / ROUNDS));
            ProfileBatch batch = decoder.decode(raw, 0, raw.length, PprofOptions.NONE).batch();
            batches.add(List.of(named(batch, Fleet.name(service), "pod-" + pod)));
        }
    }

    private static ProfileBatch named(ProfileBatch batch, String service, String pod) {
        List<Profile> profiles = new ArrayList<>();
        for (Profile profile : batch.profiles()) {
            Labels labels =
                    Labels.of(
                            Labels.SERVICE_NAME,
                            service,
                            "pod",
                            pod,
                            "type",
                            profile.labels().toString());
            profiles.add(
                    new Profile(
                            labels,
                            profile.id(),
                            false,
                            profile.timeNanos(),
                            profile.durationNanos(),
                            profile.period(),
                            profile.samples()));
        }
        return new ProfileBatch(batch.symbols(), batch.stacks(), profiles);
    }

    private IngesterModule module() {
        IngesterConfig config =
                new IngesterConfig(NEVER, 1L << 40, 1L << 40, NEVER, Duration.ZERO, true);
        return new IngesterModule(
                config,
                Limits.same(TenantLimits.defaults()),
                new MemoryLog(),
                store,
                new SimpleMeterRegistry(),
                Clock.systemUTC());
    }

    /// Begins with an empty ingester.
    @Setup(Level.Invocation)
    public void begin() throws IOException {
        store = new MemoryObjectStore();
        module = module();
        module.start();
    }

    /// Ends it.
    @TearDown(Level.Invocation)
    public void end() throws IOException {
        module.close();
    }

    /// From decoded profiles to what queries read from memory.
    @Benchmark
    @OperationsPerInvocation(PROFILES)
    public int appendAndMerge() throws IOException {
        append();
        return module.ingester().read(TenantId.ANONYMOUS, 0).size();
    }

    /// From decoded profiles to a segment.
    @Benchmark
    @OperationsPerInvocation(PROFILES)
    public List<Cut> appendAndCut() throws IOException {
        append();
        return module.ingester().flush();
    }

    private void append() throws IOException {
        for (List<ProfileBatch> batch : batches) {
            module.ingester().append(TenantId.ANONYMOUS, batch);
        }
    }
}
