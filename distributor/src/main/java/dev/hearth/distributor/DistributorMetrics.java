// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.model.TenantId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Every metric of the distributor. Safe for many threads.
///
/// The first [#MAX_TENANTS] tenants have meters of their own; the others share those of the tenant
/// label [#OTHER]. So it is with the first [#MAX_TYPES] names of profiles and the first
/// [#MAX_GROUPS] usage groups, over all tenants: whoever invents such names does not fill the
/// memory.
final class DistributorMetrics {

    static final int MAX_TENANTS = 1000;
    static final int MAX_TYPES = 2000;
    static final int MAX_GROUPS = 2000;

    /// Upper ends of the buckets of payload sizes: 1 KiB to 16 MiB.
    private static final double[] BYTES = {
        1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24
    };

    /// Upper ends of the buckets of sample counts.
    private static final double[] COUNTS = {10, 100, 1000, 10_000, 100_000};

    /// Stands for tenants, names and groups that have no meters of their own. Not an id that a
    /// tenant can have.
    static final String OTHER = "<other>";

    /// Longest name of a profile that has meters of its own.
    static final int MAX_NAME = 64;

    private final MeterRegistry registry;
    private final Timer pushDuration;
    private final Counter unavailableProfiles;
    private final Map<TenantId, TenantMeters> tenants = new ConcurrentHashMap<>();
    private final TenantMeters otherTenants;
    private final AtomicInteger types = new AtomicInteger();
    private final UsageGroupMetrics groups;

    DistributorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.pushDuration =
                Timer.builder("hearth_distributor_push_duration")
                        .description("Time from a request's arrival until its profiles are durable")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(1))
                        .maximumExpectedValue(Duration.ofSeconds(30))
                        .register(registry);
        this.unavailableProfiles =
                Counter.builder("hearth_distributor_unavailable")
                        .description("Pushed profiles that the client was told to send again")
                        .register(registry);
        this.otherTenants = new TenantMeters(OTHER);
        this.groups = new UsageGroupMetrics(registry);
    }

    /// Shows how much work waits, and how much memory decoded payloads take.
    void observe(Supplier<Number> heldBytes, Supplier<Number> waiting) {
        Gauge.builder("hearth_distributor_decoded_bytes", heldBytes)
                .description(
                        "Bytes, after gunzip, of payloads that are decoded and not durable yet")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("hearth_distributor_waiting_decodes", waiting)
                .description("Payloads that wait for a decoder or for memory")
                .register(registry);
    }

    /// Shows what is counted between requests.
    void observeTenants(Supplier<Number> series, Supplier<Number> waitingPushes) {
        Gauge.builder("hearth_distributor_series", series)
                .description(
                        "Series that count against the limits of tenants; idle ones may be among them")
                .register(registry);
        Gauge.builder("hearth_distributor_waiting_pushes", waitingPushes)
                .description("Requests that wait because their tenant has too many at one time")
                .register(registry);
    }

    /// A decoded payload.
    ///
    /// @param name what it measured, the label `__name__`; as the client sent it
    /// @param bytes size after gunzip
    record Payload(TenantId tenant, String name, long bytes, long samples) {}

    /// A payload was decoded.
    ///
    /// @param compressedBytes size as sent
    void received(Payload payload, long compressedBytes) {
        ReceivedMeters meters = of(payload.tenant).received(payload.name);
        meters.compressedBytes.record((double) compressedBytes);
        meters.bytes.record((double) payload.bytes);
        meters.samples.record((double) payload.samples);
    }

    /// It was decided whether a payload is taken. Of one whose totals are kept everything counts as
    /// discarded.
    void judged(Payload payload, Intake.Verdict verdict) {
        PushOutcome.Refused refusal = verdict.refusal();
        DiscardReason reason =
                refusal == null ? DiscardReason.DROPPED_BY_SAMPLING_RULES : refusal.reason();
        boolean isKept = verdict.decision() == Intake.Decision.KEEP;
        if (!isKept) {
            discarded(payload.tenant, reason, payload.samples, payload.bytes);
        }
        for (String group : verdict.groups()) {
            if (isKept) {
                groups.received(of(payload.tenant).tenant, group, payload.name, payload.bytes);
            } else {
                groups.discarded(of(payload.tenant).tenant, group, reason, payload.bytes);
            }
        }
    }

    /// Some samples of a payload are not stored, and that part of its bytes.
    void discardedPart(Payload payload, DiscardReason reason, long samples) {
        if (samples > 0) {
            double part = (double) samples / payload.samples;
            discarded(payload.tenant, reason, samples, (long) (payload.bytes * part));
        }
    }

    /// A payload, or part of it, was refused. One that could not be decoded counts for one sample.
    void discarded(TenantId tenant, DiscardReason reason, long samples, long bytes) {
        TenantMeters meters = of(tenant);
        Discarded counters =
                meters.discarded.computeIfAbsent(reason, r -> discarded(meters.tenant, r));
        counters.samples.increment((double) samples);
        counters.bytes.increment((double) bytes);
    }

    /// Clients are told to send profiles again.
    void unavailable(int profiles) {
        unavailableProfiles.increment(profiles);
    }

    /// A request was answered.
    void pushed(Duration duration) {
        pushDuration.record(duration);
    }

    private TenantMeters of(TenantId tenant) {
        TenantMeters meters = tenants.get(tenant);
        if (meters != null) {
            return meters;
        }
        return tenants.size() >= MAX_TENANTS
                ? otherTenants
                : tenants.computeIfAbsent(tenant, id -> new TenantMeters(id.value()));
    }

    private Discarded discarded(String tenant, DiscardReason reason) {
        return new Discarded(
                Counter.builder("pyroscope_discarded_samples_total")
                        .description("Samples that were not stored, by reason")
                        .tags("reason", reason.wireName(), "tenant", tenant)
                        .register(registry),
                Counter.builder("pyroscope_discarded_bytes_total")
                        .description("Bytes of payloads that were not stored, by reason")
                        .tags("reason", reason.wireName(), "tenant", tenant)
                        .register(registry));
    }

    private record Discarded(Counter samples, Counter bytes) {}

    private final class TenantMeters {

        private final String tenant;
        private final Map<DiscardReason, Discarded> discarded = new ConcurrentHashMap<>();
        private final Map<String, ReceivedMeters> received = new ConcurrentHashMap<>();

        private TenantMeters(String tenant) {
            this.tenant = tenant;
        }

        private ReceivedMeters received(String name) {
            ReceivedMeters meters = received.get(name);
            if (meters != null) {
                return meters;
            }
            boolean hasOwn = name.length() <= MAX_NAME && types.get() < MAX_TYPES;
            String shown = hasOwn && !name.isEmpty() ? name : OTHER;
            return received.computeIfAbsent(
                    shown,
                    type -> {
                        types.incrementAndGet();
                        return new ReceivedMeters(tenant, type);
                    });
        }
    }

    private final class ReceivedMeters {

        private final DistributionSummary compressedBytes;
        private final DistributionSummary bytes;
        private final DistributionSummary samples;

        private ReceivedMeters(String tenant, String type) {
            compressedBytes =
                    summary(
                            "pyroscope_distributor_received_compressed_bytes",
                            "Bytes of a payload as sent",
                            BYTES,
                            tenant,
                            type);
            bytes =
                    summary(
                            "pyroscope_distributor_received_decompressed_bytes",
                            "Bytes of a payload after gunzip",
                            BYTES,
                            tenant,
                            type);
            samples =
                    summary(
                            "pyroscope_distributor_received_samples",
                            "Samples of a payload",
                            COUNTS,
                            tenant,
                            type);
        }

        private DistributionSummary summary(
                String name, String help, double[] buckets, String tenant, String type) {
            return DistributionSummary.builder(name)
                    .description(help)
                    .tags("tenant", tenant, "type", type)
                    .serviceLevelObjectives(buckets)
                    .register(registry);
        }
    }
}
