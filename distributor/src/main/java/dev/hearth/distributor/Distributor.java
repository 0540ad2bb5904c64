// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.model.TenantId;
import dev.hearth.server.Limits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/// Decodes what a request pushes, checks it, and makes it durable.
///
/// Holds nothing between requests but what limits need. Safe for many threads; calls block until
/// the profiles are durable.
final class Distributor {

    private final Limits limits;
    private final BatchSink sink;
    private final DistributorMetrics metrics;
    private final Clock clock;
    private final ProfileIds ids;
    private final IngestRates rates;
    private final PushGate gate;
    private final DecoderPool decoders;
    private final Duration pushTimeout;

    Distributor(
            DistributorConfig config,
            Limits limits,
            BatchSink sink,
            DistributorMetrics metrics,
            Clock clock,
            ProfileIds ids) {
        this.limits = limits;
        this.sink = sink;
        this.metrics = metrics;
        this.clock = clock;
        this.ids = ids;
        this.rates = new IngestRates(clock);
        this.gate = new PushGate(config.maxInflightRequests(), config.maxInflightBytes());
        this.decoders = new DecoderPool(config.maxDecodes(), config.maxDecodedBytes());
        this.pushTimeout = config.pushTimeout();
        metrics.observe(gate::requests, gate::bytes, decoders::waiting);
    }

    /// Pushes the payloads of one request.
    ///
    /// @return what became of each, in the order of `uploads`
    List<PushOutcome> push(TenantId tenant, List<? extends Upload> uploads) {
        Instant start = clock.instant();
        long bytes = 0;
        for (Upload upload : uploads) {
            bytes += upload.payload().length;
        }
        if (!gate.tryEnter(bytes)) {
            metrics.unavailable(uploads.size());
            return Collections.nCopies(
                    uploads.size(),
                    new PushOutcome.Unavailable(
                            "%d push requests with %d bytes are being answered (limits: -distributor.max-inflight-push-requests, -distributor.max-inflight-push-bytes)"
                                    .formatted(gate.requests(), gate.bytes())));
        }
        try {
            BatchMaker maker = new BatchMaker(tenant, limits.of(tenant), ids, Nanos.of(start));
            OnePush request =
                    new OnePush(
                            tenant, limits.of(tenant), maker, rates, decoders, sink, metrics, pushTimeout);
            return request.push(uploads);
        } finally {
            gate.leave(bytes);
            metrics.pushed(Duration.between(start, clock.instant()));
        }
    }

    /// Counts a request that was refused before it was taken apart.
    void discard(TenantId tenant, DiscardReason reason, long bytes) {
        metrics.discarded(tenant, reason, 0, bytes);
    }
}
