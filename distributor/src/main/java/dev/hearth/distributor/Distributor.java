// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.distributor.limits.ActiveSeries;
import dev.hearth.distributor.limits.PushSlots;
import dev.hearth.model.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Decodes what a request pushes, checks it, and makes it durable.
///
/// Holds nothing between requests but what limits need. Safe for many threads; calls block until
/// the profiles are durable.
final class Distributor {

    private final Limits limits;
    private final DistributorMetrics metrics;
    private final Clock clock;
    private final ProfileIds ids;
    private final Duration pushTimeout;
    private final PushRules.Cache rules = new PushRules.Cache();
    private final PushSlots slots = new PushSlots();
    private final ActiveSeries series;
    private final Intake.Shared intake;
    private final OnePush.Shared shared;

    Distributor(
            DistributorConfig config,
            Limits limits,
            BatchSink sink,
            DistributorMetrics metrics,
            Clock clock,
            ProfileIds ids) {
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
        this.ids = ids;
        this.pushTimeout = config.pushTimeout();
        DecoderPool decoders = new DecoderPool(config.maxDecodes(), config.maxDecodedBytes());
        this.series = new ActiveSeries(clock);
        this.intake = new Intake.Shared(clock);
        this.shared = new OnePush.Shared(decoders, sink, metrics, new FailureLog(clock));
        metrics.observe(decoders::heldBytes, decoders::waiting);
        metrics.observeTenants(series::remembered, slots::waiting);
    }

    /// Pushes the payloads of one request.
    ///
    /// @param isCancelled whether the client went away; what is not begun is left then
    /// @return what became of each, in the order of `uploads`
    List<PushOutcome> push(
            TenantId tenant, List<? extends Upload> uploads, BooleanSupplier isCancelled) {
        Instant start = clock.instant();
        TenantLimits allowed = limits.of(tenant);
        int most = allowed.ingest().maxConcurrency();
        if (most > 0 && !slots.tryEnter(tenant, most, pushTimeout)) {
            return busy(tenant, uploads, most);
        }
        try {
            PushRules ready = rules.of(tenant, allowed);
            SeriesGate gate = new SeriesGate(tenant, allowed.series(), series);
            BatchMaker maker = new BatchMaker(tenant, allowed, ready, gate, ids, Nanos.of(start));
            Intake own = new Intake(tenant, allowed, ready, intake);
            return new OnePush(tenant, allowed, own, maker, pushTimeout, shared)
                    .push(uploads, isCancelled);
        } finally {
            if (most > 0) {
                slots.leave(tenant);
            }
            metrics.pushed(Duration.between(start, clock.instant()));
        }
    }

    /// Refuses a request because the tenant has too many at one time.
    private List<PushOutcome> busy(TenantId tenant, List<? extends Upload> uploads, int most) {
        PushOutcome refused =
                new PushOutcome.Refused(
                        DiscardReason.RATE_LIMITED,
                        "tenant has %d pushes at one time (limit %d, waited %s). To change it, set -distributor.push.max-concurrency."
                                .formatted(most, most, pushTimeout));
        uploads.forEach(_ -> metrics.discarded(tenant, DiscardReason.RATE_LIMITED, 1, 0));
        return Collections.nCopies(uploads.size(), refused);
    }

    /// Counts a payload that was refused before it was decoded.
    void discard(TenantId tenant, DiscardReason reason, long bytes) {
        metrics.discarded(tenant, reason, 1, bytes);
    }
}
