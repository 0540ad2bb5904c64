// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.ProfileLimits;
import dev.hearth.config.TenantLimits;
import dev.hearth.distributor.PushOutcome.Refused;
import dev.hearth.distributor.PushOutcome.Unavailable;
import dev.hearth.distributor.samples.Totals;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.model.Labels;
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
    private final Intake intake;
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
            Intake intake,
            BatchMaker maker,
            Duration patience,
            Shared shared) {
        this.tenant = tenant;
        this.limits = limits;
        this.decodeLimits = decodeLimits(limits.profiles());
        this.intake = intake;
        this.maker = maker;
        this.patience = patience;
        this.decoders = shared.decoders;
        this.sink = shared.sink;
        this.metrics = shared.metrics;
        this.failures = shared.failures;
    }

    /// What all requests share; safe for many threads.
    record Shared(
            DecoderPool decoders,
            BatchSink sink,
            DistributorMetrics metrics,
            FailureLog failures) {}

    /// A batch that is not durable yet.
    ///
    /// @param lease the memory of the payload, in the last of its batches; else null
    private record Pending(int index, ProfileBatch batch, DecoderPool.@Nullable Lease lease) {}

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
            List<ProfileBatch> batches = check(index, upload, payload, decoded);
            for (int i = 0; i < batches.size(); i++) {
                ProfileBatch batch = batches.get(i);
                boolean isLast = i == batches.size() - 1;
                pending.computeIfAbsent(
                                BatchMaker.service(batch.profiles().getFirst()),
                                _ -> new ArrayList<>())
                        .add(new Pending(index, batch, isLast ? lease : null));
                isKept = isLast;
            }
            pendingBytes += isKept ? decoded.uncompressedBytes() : 0;
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

    /// Checks a decoded payload; what is left of it is to be stored.
    private List<ProfileBatch> check(
            int index, Upload upload, byte[] payload, DecodedProfile decoded) {
        ProfileBatch batch = decoded.batch();
        long bytes = decoded.uncompressedBytes();
        List<LabelPair> labels = upload.labels(decoded);
        DistributorMetrics.Payload counted = counted(labels, bytes, batch);
        metrics.received(counted, upload.sentBytes(payload));
        Refused tooMuch = checkSize(bytes);
        if (tooMuch != null) {
            refuse(index, tooMuch, counted.samples(), bytes);
            return List.of();
        }
        Intake.Verdict refused = intake.admit(labels, bytes);
        if (refused != null) {
            return refuse(index, counted, refused);
        }
        BatchMaker.Identity identity = maker.identity(upload, payload, batch);
        Intake.Verdict verdict = intake.judge(labels, () -> maker.samplingKey(identity));
        return switch (verdict.decision()) {
            case KEEP -> {
                metrics.judged(counted, verdict);
                yield made(index, counted, maker.make(upload, labels, batch, false, identity));
            }
            case STRIP -> {
                metrics.judged(counted, verdict);
                ProfileBatch totals = Totals.of(batch, SeriesLabels.MEASURE_PARTS);
                yield made(index, counted, maker.make(upload, labels, totals, true, identity));
            }
            case DROP, REFUSE -> refuse(index, counted, verdict);
        };
    }

    /// @return nothing to be stored
    private List<ProfileBatch> refuse(
            int index, DistributorMetrics.Payload counted, Intake.Verdict verdict) {
        metrics.judged(counted, verdict);
        Refused refusal = verdict.refusal();
        if (refusal != null) {
            outcomes[index] = refusal;
        }
        return List.of();
    }

    private DistributorMetrics.Payload counted(
            List<LabelPair> labels, long bytes, ProfileBatch batch) {
        String name = "";
        for (LabelPair label : labels) {
            name = label.name().equals(Labels.NAME) ? label.value() : name;
        }
        return new DistributorMetrics.Payload(tenant, name, bytes, BatchMaker.samples(batch));
    }

    private @Nullable Refused checkSize(long bytes) {
        decodedBytes += bytes;
        long limit = limits.ingest().bodyLimitBytes();
        if (limit == 0 || decodedBytes <= limit) {
            return null;
        }
        return new Refused(
                DiscardReason.BODY_SIZE_LIMIT_EXCEEDED,
                "profiles of the request have %d bytes after gunzip (limit %d). To change it, set -distributor.ingestion-body-limit-mb."
                        .formatted(decodedBytes, limit));
    }

    private List<ProfileBatch> made(
            int index, DistributorMetrics.Payload counted, BatchMaker.Made made) {
        metrics.discardedPart(
                counted, DiscardReason.DROPPED_BY_RELABEL_RULES, made.relabelledSamples());
        Refused refusal = made.refusal();
        if (refusal != null) {
            metrics.discardedPart(counted, refusal.reason(), made.refusedSamples());
            outcomes[index] =
                    made.batches().isEmpty() ? refusal : new PushOutcome.StoredInPart(refusal);
        }
        return made.batches();
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
                if (done.lease != null) {
                    decoders.release(done.lease);
                }
            }
        }
        pending.clear();
        pendingBytes = 0;
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
