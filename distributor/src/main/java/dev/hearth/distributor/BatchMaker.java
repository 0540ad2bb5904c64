// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.IngestLimits;
import dev.hearth.config.TenantLimits;
import dev.hearth.distributor.PushOutcome.Refused;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes of the decoded payloads of one request what the log keeps: labels, times and ids as they
/// are stored. For one request and one thread.
final class BatchMaker {

    private final TenantId tenant;
    private final IngestLimits limits;
    private final SeriesLabels labels;
    private final ProfileIds ids;
    private final long nowNanos;

    /// How often the request held a profile that only the client's id makes what it is.
    private final Map<ProfileId, Integer> timeless = new HashMap<>();

    /// @param nowNanos when the request came, nanoseconds since the epoch
    BatchMaker(TenantId tenant, TenantLimits limits, ProfileIds ids, long nowNanos) {
        this.tenant = tenant;
        this.limits = limits.ingest();
        this.labels = new SeriesLabels(limits.labels());
        this.ids = ids;
        this.nowNanos = nowNanos;
    }

    /// What became of one payload.
    ///
    /// @param service the service of all profiles
    /// @param batch what to store; without profiles if there is nothing
    /// @param refusal why something was left out; null if nothing was
    /// @param refusedSamples samples that were left out
    record Made(
            String service, ProfileBatch batch, @Nullable Refused refusal, long refusedSamples) {}

    /// Makes the batch of one payload. Profiles that break a rule are left out, the others stay.
    ///
    /// @param payload the payload of `upload`
    /// @param pairs the labels of its series
    Made make(Upload upload, byte[] payload, List<LabelPair> pairs, DecodedProfile decoded) {
        ProfileBatch batch = decoded.batch();
        List<Profile> profiles = batch.profiles();
        if (profiles.isEmpty()) {
            return new Made("", batch, null, 0);
        }
        long timeNanos = upload.timeNanos(profiles.getFirst().timeNanos(), nowNanos);
        Refused late = checkTime(timeNanos);
        if (late != null) {
            return nothing(batch, late);
        }
        return switch (labels.ofSeries(pairs)) {
            case SeriesLabels.Result.Bad(Refused refusal) -> nothing(batch, refusal);
            case SeriesLabels.Result.Fine(Map<String, String> series) ->
                    split(upload, payload, batch, series, timeNanos);
        };
    }

    private Made split(
            Upload upload,
            byte[] payload,
            ProfileBatch batch,
            Map<String, String> series,
            long timeNanos) {
        Map<Labels, List<Profile>> bySeries = new LinkedHashMap<>();
        Refused first = null;
        long refusedSamples = 0;
        for (Profile profile : batch.profiles()) {
            switch (labels.ofProfile(series, profile.labels())) {
                case SeriesLabels.Result.Fine(Map<String, String> stored) ->
                        bySeries.computeIfAbsent(Labels.of(stored), _ -> new ArrayList<>(1))
                                .add(profile);
                case SeriesLabels.Result.Bad(Refused refusal) -> {
                    first = first == null ? refusal : first;
                    refusedSamples += profile.samples().size();
                }
            }
        }
        List<Profile> stored = new ArrayList<>(bySeries.size());
        Identity identity = identity(upload, payload, batch.profiles().getFirst().timeNanos());
        bySeries.forEach(
                (name, parts) -> stored.add(profile(upload, identity, name, parts, timeNanos)));
        String service = series.getOrDefault(Labels.SERVICE_NAME, "");
        ProfileBatch made = new ProfileBatch(batch.symbols(), batch.stacks(), stored);
        return new Made(service, made, first, refusedSamples);
    }

    private Profile profile(
            Upload upload, Identity identity, Labels name, List<Profile> parts, long timeNanos) {
        Profile first = parts.getFirst();
        Samples samples =
                parts.size() == 1
                        ? first.samples()
                        : SampleMerge.merge(parts.stream().map(Profile::samples).toList());
        return new Profile(
                name,
                id(identity, name),
                identity.key != null,
                timeNanos,
                upload.durationNanos(first.durationNanos()),
                first.period(),
                samples);
    }

    /// What tells a payload from others.
    ///
    /// @param key null if nothing does
    /// @param isTimed whether the payload's own time is part of it
    private record Identity(@Nullable ProfileId key, boolean isTimed) {}

    private Identity identity(Upload upload, byte[] payload, long payloadNanos) {
        boolean isTimed = upload.hasOwnTime(payloadNanos);
        if (!isTimed && upload.clientId().isEmpty()) {
            return new Identity(null, false);
        }
        ProfileId key = ProfileIds.payloadKey(tenant, upload.clientId(), upload.range(), payload);
        return new Identity(key, isTimed);
    }

    private ProfileId id(Identity identity, Labels name) {
        if (identity.key == null) {
            return ids.fresh();
        }
        ProfileId id = ProfileIds.of(identity.key, name);
        if (identity.isTimed) {
            return id;
        }
        int earlier = timeless.merge(id, 1, Integer::sum) - 1;
        return earlier == 0 ? id : ProfileIds.repeated(id, earlier);
    }

    private @Nullable Refused checkTime(long timeNanos) {
        Duration older = limits.rejectOlderThan();
        Duration newer = limits.rejectNewerThan();
        if (timeNanos < 0) {
            return outside(timeNanos, "expected a time after 1970", "");
        }
        if (!older.isZero() && timeNanos < minus(nowNanos, older)) {
            return outside(
                    timeNanos, "expected at most %s ago".formatted(older), "reject-older-than");
        }
        if (!newer.isZero() && timeNanos > plus(nowNanos, newer)) {
            return outside(
                    timeNanos,
                    "expected at most %s in the future".formatted(newer),
                    "reject-newer-than");
        }
        return null;
    }

    private static Refused outside(long timeNanos, String expected, String flag) {
        return new Refused(
                DiscardReason.NOT_IN_INGESTION_WINDOW,
                "profile is of %s (%s).%s"
                        .formatted(
                                Nanos.toInstant(timeNanos),
                                expected,
                                flag.isEmpty()
                                        ? ""
                                        : " To change it, set -validation." + flag + "."));
    }

    private static long minus(long nanos, Duration span) {
        return nanos - Math.min(nanos, Nanos.of(span));
    }

    private static long plus(long nanos, Duration span) {
        return nanos + Math.min(Long.MAX_VALUE - nanos, Nanos.of(span));
    }

    private static Made nothing(ProfileBatch batch, Refused refusal) {
        long samples = 0;
        for (Profile profile : batch.profiles()) {
            samples += profile.samples().size();
        }
        ProfileBatch none = new ProfileBatch(batch.symbols(), batch.stacks(), List.of());
        return new Made("", none, refusal, samples);
    }
}
