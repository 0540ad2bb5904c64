// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.log.LogUnavailableException;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.ring.Member;
import dev.hearth.ring.Placement;
import dev.hearth.ring.Placer;
import dev.hearth.rpc.Append;
import dev.hearth.rpc.AppendOutcome;
import dev.hearth.rpc.AppendOutcome.Refusal;
import dev.hearth.rpc.RemoteAppend;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Has the owner of a partition append: the one that the ring gives a tenant's service, or, if its
/// owner cannot, the next on the ring. Safe for many threads.
///
/// What goes to another partition than the home is marked, since a copy may be in the home: its
/// owner may have made it durable and died before he said so, or the client may send it again once
/// the owner is back. An owner who has too much in memory is not passed over: the others would soon
/// have too much as well, and so the client is told to wait.
public final class PlacedSink implements BatchSink {

    /// Bytes of records that are sent at once.
    private static final int REQUEST_BYTES = 16 << 20;

    /// How often the time of one append may be spent on one push before it is given up.
    private static final int TIMEOUTS = 3;

    private final Placer placer;
    private final Spreading spreading;
    private final RemoteAppend owners;
    private final Duration timeout;
    private final SilentOwners silent;
    private final PlacedSinkMetrics metrics;
    private final LongSupplier nanoTime;
    private final RecordCodec codec = new RecordCodec();

    /// @param series hash of the series that chooses among the partitions of the service
    private record Place(String service, long series, Spread spread) {}

    /// @param placer says which partitions to try
    /// @param spreading over how many of them profiles are spread
    /// @param owners asks their owners
    /// @param timeout how long one owner may take
    public PlacedSink(
            Placer placer,
            Spreading spreading,
            RemoteAppend owners,
            Duration timeout,
            MeterRegistry meters) {
        this(placer, spreading, owners, timeout, meters, System::nanoTime);
    }

    /// @param nanoTime a clock that nobody sets
    PlacedSink(
            Placer placer,
            Spreading spreading,
            RemoteAppend owners,
            Duration timeout,
            MeterRegistry meters,
            LongSupplier nanoTime) {
        this.placer = placer;
        this.spreading = spreading;
        this.owners = owners;
        this.timeout = timeout;
        this.silent = new SilentOwners(timeout, nanoTime);
        this.metrics = new PlacedSinkMetrics(meters);
        this.nanoTime = nanoTime;
    }

    /// Makes batches durable, in one partition or, if owners go meanwhile, in several.
    ///
    /// @throws LogUnavailableException if some are not known to be durable. They may be all the
    ///   same: the client tries again, and what is then there twice is told by its ids
    @Override
    public void append(TenantId tenant, List<ProfileBatch> batches) throws IOException {
        Profile first = batches.getFirst().profiles().getFirst();
        String service = BatchMaker.service(first);
        Spread spread = spreading.of(tenant);
        if (spread.partitions() == 1) {
            appendAll(tenant, new Place(service, series(first), spread), batches);
            return;
        }
        Map<String, List<ProfileBatch>> parts =
                BatchParts.of(
                        batches,
                        profile ->
                                place(tenant, new Place(service, series(profile), spread)).home());
        for (List<ProfileBatch> part : parts.values()) {
            Profile one = part.getFirst().profiles().getFirst();
            appendAll(tenant, new Place(service, series(one), spread), part);
        }
    }

    private static long series(Profile profile) {
        return profile.labels().hashCode();
    }

    private Placement place(TenantId tenant, Place place) {
        Spread spread = place.spread;
        return placer.place(
                tenant, place.service, place.series, spread.shardSize(), spread.partitions());
    }

    private void appendAll(TenantId tenant, Place place, List<ProfileBatch> batches)
            throws IOException {
        List<byte[]> request = new ArrayList<>();
        long bytes = 0;
        for (ProfileBatch batch : batches) {
            byte[] record = codec.encode(tenant, batch, false);
            if (!request.isEmpty() && bytes + record.length > REQUEST_BYTES) {
                append(tenant, place, request);
                request = new ArrayList<>();
                bytes = 0;
            }
            request.add(record);
            bytes += record.length;
        }
        append(tenant, place, request);
    }

    private void append(TenantId tenant, Place place, List<byte[]> records)
            throws LogUnavailableException {
        Placement placement = place(tenant, place);
        long deadline = nanoTime.getAsLong() + TIMEOUTS * timeout.toNanos();
        String problem = "no ingester is there";
        for (Placement.Target target : inOrder(placement.targets())) {
            long left = deadline - nanoTime.getAsLong();
            Member owner = target.owner();
            if (left <= 0 || owner == null) {
                break;
            }
            boolean isMarked = target.isMarked() || !place.spread.isSettled();
            Append append =
                    new Append(target.partition(), tenant, isMarked ? marked(records) : records);
            Duration most = Duration.ofNanos(Math.min(left, timeout.toNanos()));
            switch (owners.append(owner.address(), append, most)) {
                case AppendOutcome.Durable _ -> {
                    silent.answered(owner.address());
                    metrics.durable(isMarked);
                    return;
                }
                case AppendOutcome.Refused(Refusal refusal, String reason) -> {
                    silent.answered(owner.address());
                    metrics.failed();
                    problem = told(owner, reason);
                    if (refusal == Refusal.OVERLOADED) {
                        throw new LogUnavailableException(problem, null);
                    }
                }
                case AppendOutcome.Unknown(String reason, boolean isLate) -> {
                    if (isLate) {
                        silent.wasSilent(owner.address());
                    }
                    metrics.failed();
                    problem = told(owner, reason);
                }
            }
        }
        throw new LogUnavailableException(
                "no partition of %d took it; the last said: %s"
                        .formatted(placement.targets().size(), problem),
                null);
    }

    private static List<byte[]> marked(List<byte[]> records) {
        return records.stream().map(RecordCodec::marked).toList();
    }

    private static String told(Member owner, String reason) {
        return "ingester %s: %s".formatted(owner.id(), reason);
    }

    /// Those who were silent of late come last.
    private List<Placement.Target> inOrder(List<Placement.Target> targets) {
        List<Placement.Target> first = new ArrayList<>();
        List<Placement.Target> last = new ArrayList<>();
        for (Placement.Target target : targets) {
            Member owner = target.owner();
            boolean isSilent = owner != null && silent.isSilent(owner.address());
            (isSilent ? last : first).add(target);
        }
        first.addAll(last);
        return first;
    }
}
