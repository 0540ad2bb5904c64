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
import java.util.function.Supplier;

/// Every metric of the distributor. Safe for many threads.
///
/// The first [#MAX_TENANTS] tenants have meters of their own; the others share those of the tenant
/// label [#OTHER_TENANTS], so that inventing tenants does not fill the memory.
final class DistributorMetrics {

    static final int MAX_TENANTS = 1000;

    /// Upper ends of the buckets of payload sizes: 1 KiB to 16 MiB.
    private static final double[] BYTES = {
        1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24
    };

    /// Upper ends of the buckets of sample counts.
    private static final double[] COUNTS = {10, 100, 1000, 10_000, 100_000};

    /// Not an id that a tenant can have.
    static final String OTHER_TENANTS = "<other>";

    private final MeterRegistry registry;
    private final Timer pushDuration;
    private final Counter unavailableProfiles;
    private final Map<TenantId, TenantMeters> tenants = new ConcurrentHashMap<>();
    private final TenantMeters otherTenants;

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
        this.otherTenants = new TenantMeters(OTHER_TENANTS);
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

    /// A payload was decoded.
    void received(TenantId tenant, long compressedBytes, long bytes, long samples) {
        TenantMeters meters = of(tenant);
        meters.compressedBytes.record((double) compressedBytes);
        meters.bytes.record((double) bytes);
        meters.samples.record((double) samples);
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
        private final DistributionSummary compressedBytes;
        private final DistributionSummary bytes;
        private final DistributionSummary samples;
        private final Map<DiscardReason, Discarded> discarded = new ConcurrentHashMap<>();

        private TenantMeters(String tenant) {
            this.tenant = tenant;
            compressedBytes =
                    summary(
                            "pyroscope_distributor_received_compressed_bytes",
                            "Bytes of a payload as sent",
                            BYTES);
            bytes =
                    summary(
                            "pyroscope_distributor_received_decompressed_bytes",
                            "Bytes of a payload after gunzip",
                            BYTES);
            samples =
                    summary(
                            "pyroscope_distributor_received_samples",
                            "Samples of a payload",
                            COUNTS);
        }

        private DistributionSummary summary(String name, String help, double[] buckets) {
            return DistributionSummary.builder(name)
                    .description(help)
                    .tags("tenant", tenant)
                    .serviceLevelObjectives(buckets)
                    .register(registry);
        }
    }
}
