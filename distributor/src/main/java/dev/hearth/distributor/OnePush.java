// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.ProfileLimits;
import dev.hearth.config.TenantLimits;
import dev.hearth.distributor.PushOutcome.Refused;
import dev.hearth.distributor.PushOutcome.Unavailable;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One request on its way through the distributor. For one thread.
///
/// Decoded payloads are collected by service and appended together at the end; earlier, when they
/// exceed [#MAX_PENDING_BYTES] or when memory runs out, so that a request never waits for memory
/// while it holds some.
final class OnePush {

    static final long MAX_PENDING_BYTES = 16 << 20;

    /// What is reserved for a payload if profiles have no largest size.
    private static final long UNLIMITED_RESERVE = 64 << 20;

    private final TenantId tenant;
    private final TenantLimits limits;
    private final DecodeLimits decodeLimits;
    private final BatchMaker maker;
    private final IngestRates rates;
    private final DecoderPool decoders;
    private final BatchSink sink;
    private final DistributorMetrics metrics;
    private final FailureLog failures;

    /// How long to wait for memory or a decoder; nothing more once that was in vain, so that the
    /// wait of a request does not grow with its size.
    private Duration patience;

    private final Map<String, List<Pending>> pending = new LinkedHashMap<>();
    private long pendingBytes;
    private long decodedBytes;
    private PushOutcome[] outcomes = new PushOutcome[0];

    OnePush(
            TenantId tenant,
            TenantLimits limits,
            BatchMaker maker,
            Duration patience,
            Shared shared) {
        this.tenant = tenant;
        this.limits = limits;
        this.decodeLimits = decodeLimits(limits.profiles());
        this.maker = maker;
        this.patience = patience;
        this.rates = shared.rates;
        this.decoders = shared.decoders;
        this.sink = shared.sink;
        this.metrics = shared.metrics;
        this.failures = shared.failures;
    }

    /// What all requests share; safe for many threads.
    record Shared(
            IngestRates rates,
            DecoderPool decoders,
            BatchSink sink,
            DistributorMetrics metrics,
            FailureLog failures) {}

    /// A batch that is not durable yet.
    private record Pending(int index, ProfileBatch batch, DecoderPool.Lease lease) {}

    /// Pushes all payloads; to be called once.
    ///
    /// @param isCancelled whether the client went away; payloads that are not begun are left then
    List<PushOutcome> push(List<? extends Upload> uploads, BooleanSupplier isCancelled) {
        outcomes = new PushOutcome[uploads.size()];
        try {
            for (int i = 0; i < outcomes.length; i++) {
                if (isCancelled.getAsBoolean()) {
                    outcomes[i] = new Unavailable("request was cancelled");
                    continue;
                }
                outcomes[i] = PushOutcome.ACCEPTED;
                pushOne(i, uploads.get(i));
                if (pendingBytes > MAX_PENDING_BYTES) {
                    append();
                }
            }
            append();
        } finally {
            releaseAll();
        }
        return List.of(outcomes);
    }

    private void pushOne(int index, Upload upload) {
        DecoderPool.Lease lease = reserve();
        if (lease == null) {
            outcomes[index] = unavailable("memory for decoded profiles is in use");
            return;
        }
        byte[] payload = upload.payload();
        boolean isKept = false;
        try {
            DecodedProfile decoded = decoders.decode(upload, payload, decodeLimits, patience);
            if (decoded == null) {
                outcomes[index] = unavailable("all decoders are in use");
                return;
            }
            lease = decoders.shrink(lease, decoded.uncompressedBytes());
            BatchMaker.Made made = check(index, upload, payload, decoded);
            if (made != null && !made.batch().profiles().isEmpty()) {
                pending.computeIfAbsent(made.service(), _ -> new ArrayList<>())
                        .add(new Pending(index, made.batch(), lease));
                pendingBytes += decoded.uncompressedBytes();
                isKept = true;
            }
        } catch (MalformedProfileException e) {
            DiscardReason reason = DiscardReason.of(e.reason());
            refuse(index, new Refused(reason, e.getMessage()), 1, upload.sentBytes(payload));
        } finally {
            if (!isKept) {
                decoders.release(lease);
            }
        }
    }

    /// Takes memory for one payload; null if there is none in time.
    private DecoderPool.@Nullable Lease reserve() {
        long most = limits.profiles().maxBytes();
        long bytes = most > 0 ? most : UNLIMITED_RESERVE;
        DecoderPool.Lease lease = decoders.tryReserve(bytes, Duration.ZERO);
        if (lease != null) {
            return lease;
        }
        append();
        return decoders.tryReserve(bytes, patience);
    }

    /// Checks a decoded payload; null if all of it is refused.
    private BatchMaker.@Nullable Made check(
            int index, Upload upload, byte[] payload, DecodedProfile decoded) {
        long bytes = decoded.uncompressedBytes();
        long samples = samples(decoded.batch());
        metrics.received(tenant, upload.sentBytes(payload), bytes, samples);
        decodedBytes += bytes;
        long bodyLimit = limits.ingest().bodyLimitBytes();
        if (bodyLimit > 0 && decodedBytes > bodyLimit) {
            Refused refusal =
                    new Refused(
                            DiscardReason.BODY_SIZE_LIMIT_EXCEEDED,
                            "profiles of the request have %d bytes after gunzip (limit %d). To change it, set -distributor.ingestion-body-limit-mb."
                                    .formatted(decodedBytes, bodyLimit));
            refuse(index, refusal, samples, bytes);
            return null;
        }
        List<LabelPair> labels = upload.labels(decoded);
        long cost = bytes + labelBytes(labels);
        if (!rates.tryTake(tenant, cost, limits)) {
            Refused refusal =
                    new Refused(
                            DiscardReason.RATE_LIMITED,
                            "push rate is over %d bytes a second while adding %d bytes. To change it, set -distributor.ingestion-rate-limit-mb and -distributor.ingestion-burst-size-mb."
                                    .formatted(limits.ingest().rateBytesPerSecond(), cost));
            refuse(index, refusal, samples, bytes);
            return null;
        }
        BatchMaker.Made made = maker.make(upload, payload, labels, decoded);
        Refused refusal = made.refusal();
        if (refusal != null) {
            boolean isAll = made.batch().profiles().isEmpty();
            refuse(index, refusal, made.refusedSamples(), isAll ? bytes : 0);
        }
        return made;
    }

    private void refuse(int index, Refused refusal, long samples, long bytes) {
        metrics.discarded(tenant, refusal.reason(), samples, bytes);
        outcomes[index] = refusal;
    }

    private PushOutcome unavailable(String what) {
        metrics.unavailable(1);
        Duration waited = patience;
        patience = Duration.ZERO;
        return new Unavailable("%s (waited %s)".formatted(what, waited));
    }

    private void append() {
        for (List<Pending> batches : pending.values()) {
            append(batches);
        }
        releaseAll();
    }

    private void append(List<Pending> batches) {
        try {
            sink.append(tenant, batches.stream().map(Pending::batch).toList());
        } catch (IOException e) {
            metrics.unavailable(batches.size());
            failures.note(e);
            for (Pending lost : batches) {
                outcomes[lost.index] =
                        new Unavailable(
                                "profile could not be made durable (expected a later try to work)");
            }
        }
    }

    private void releaseAll() {
        for (List<Pending> batches : pending.values()) {
            for (Pending done : batches) {
                decoders.release(done.lease);
            }
        }
        pending.clear();
        pendingBytes = 0;
    }

    private static long samples(ProfileBatch batch) {
        long samples = 0;
        for (Profile profile : batch.profiles()) {
            samples += profile.samples().size();
        }
        return samples;
    }

    private static long labelBytes(List<LabelPair> labels) {
        long bytes = 0;
        for (LabelPair label : labels) {
            bytes += label.name().length() + label.value().length();
        }
        return bytes;
    }

    private static DecodeLimits decodeLimits(ProfileLimits limits) {
        return new DecodeLimits(
                limits.maxBytes(),
                limits.maxSamples(),
                limits.maxSampleLabels(),
                limits.maxStackDepth(),
                limits.maxSymbolLength());
    }
}
