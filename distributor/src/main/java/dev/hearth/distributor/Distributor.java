// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
        this.shared =
                new OnePush.Shared(
                        new IngestRates(clock), decoders, sink, metrics, new FailureLog(clock));
        metrics.observe(decoders::heldBytes, decoders::waiting);
    }

    /// Pushes the payloads of one request.
    ///
    /// @param isCancelled whether the client went away; what is not begun is left then
    /// @return what became of each, in the order of `uploads`
    List<PushOutcome> push(
            TenantId tenant, List<? extends Upload> uploads, BooleanSupplier isCancelled) {
        Instant start = clock.instant();
        TenantLimits allowed = limits.of(tenant);
        BatchMaker maker = new BatchMaker(tenant, allowed, ids, Nanos.of(start));
        OnePush push = new OnePush(tenant, allowed, maker, pushTimeout, shared);
        try {
            return push.push(uploads, isCancelled);
        } finally {
            metrics.pushed(Duration.between(start, clock.instant()));
        }
    }

    /// Counts a payload that was refused before it was decoded.
    void discard(TenantId tenant, DiscardReason reason, long bytes) {
        metrics.discarded(tenant, reason, 1, bytes);
    }
}
