// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.TenantLimits;
import dev.hearth.distributor.PushOutcome.Refused;
import dev.hearth.distributor.samples.Totals;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.TenantId;
import dev.hearth.model.merge.SampleMerge;
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
    private final TenantLimits limits;
    private final PushRules rules;
    private final SeriesLabels labels;
    private final SeriesGate series;
    private final ProfileIds ids;
    private final long nowNanos;

    /// How often the request held a profile that only the client's id makes what it is.
    private final Map<ProfileId, Integer> timeless = new HashMap<>();

    /// @param nowNanos when the request came, nanoseconds since the epoch
    BatchMaker(
            TenantId tenant,
            TenantLimits limits,
            PushRules rules,
            SeriesGate series,
            ProfileIds ids,
            long nowNanos) {
        this.tenant = tenant;
        this.limits = limits;
        this.rules = rules;
        this.labels = new SeriesLabels(limits.labels(), rules.labels());
        this.series = series;
        this.ids = ids;
        this.nowNanos = nowNanos;
    }

    /// What became of one payload.
    ///
    /// @param batches what to store, each batch of one service; none if there is nothing
    /// @param refusal why something was left out; null if nothing was
    /// @param refusedSamples samples that were left out for that
    /// @param relabelledSamples samples that relabel rules dropped
    record Made(
            List<ProfileBatch> batches,
            @Nullable Refused refusal,
            long refusedSamples,
            long relabelledSamples) {

        Made {
            batches = List.copyOf(batches);
        }

        private static Made nothing(@Nullable Refused refusal, long refusedSamples) {
            return new Made(List.of(), refusal, refusedSamples, 0);
        }
    }

    /// Makes the batches of one payload. Profiles that break a rule are left out, the others stay.
    ///
    /// @param pairs the labels of its series
    /// @param batch what was decoded; or its totals
    /// @param areTotals whether it is the totals
    Made make(
            Upload upload,
            List<LabelPair> pairs,
            ProfileBatch batch,
            boolean areTotals,
            Identity identity) {
        List<Profile> profiles = batch.profiles();
        if (profiles.isEmpty()) {
            return Made.nothing(null, 0);
        }
        long timeNanos = upload.timeNanos(profiles.getFirst().timeNanos(), nowNanos);
        Refused late = checkTime(timeNanos);
        if (late != null) {
            return Made.nothing(late, samples(batch));
        }
        return switch (labels.ofSeries(pairs)) {
            case SeriesLabels.Result.Bad(Refused refusal) -> Made.nothing(refusal, samples(batch));
            case SeriesLabels.Result.Dropped() -> Made.nothing(null, 0);
            case SeriesLabels.Result.Fine(Map<String, String> named) -> {
                if (areTotals) {
                    named.put(Totals.LABEL, Totals.LABEL_VALUE);
                }
                Split split = split(batch, named);
                series.admit(split.bySeries, split);
                List<Profile> stored = new ArrayList<>(split.bySeries.size());
                split.bySeries.forEach((name, parts) ->
                        stored.add(profile(upload, identity, name, parts, timeNanos)));
                yield new Made(
                        byService(batch, stored),
                        split.refusal,
                        split.refusedSamples,
                        split.relabelledSamples);
            }
        };
    }

    /// The profiles of a payload by the series that they are stored in, and what is not stored.
    static final class Split {

        private final Map<Labels, List<Profile>> bySeries = new LinkedHashMap<>();
        private @Nullable Refused refusal;
        private long refusedSamples;
        private long relabelledSamples;

        /// Counts samples that are refused; the first reason is the one that the client is told.
        void refuse(Refused why, long samples) {
            refusal = refusal == null ? why : refusal;
            refusedSamples += samples;
        }
    }

    private Split split(ProfileBatch batch, Map<String, String> named) {
        Split split = new Split();
        TypeFilter types = new TypeFilter(rules.sampleTypes(), named);
        for (Profile profile : batch.profiles()) {
            if (!types.keeps(profile.labels())) {
                split.relabelledSamples += profile.samples().size();
                continue;
            }
            switch (labels.ofProfile(named, profile.labels())) {
                case SeriesLabels.Result.Fine(Map<String, String> stored) ->
                        split.bySeries
                                .computeIfAbsent(Labels.of(stored), _ -> new ArrayList<>(1))
                                .add(profile);
                case SeriesLabels.Result.Dropped() ->
                        split.relabelledSamples += profile.samples().size();
                case SeriesLabels.Result.Bad(Refused refusal) ->
                        split.refuse(refusal, profile.samples().size());
            }
        }
        return split;
    }

    /// Relabel rules may give the profiles of one payload different services.
    private static List<ProfileBatch> byService(ProfileBatch batch, List<Profile> profiles) {
        Map<String, List<Profile>> byService = new LinkedHashMap<>();
        for (Profile profile : profiles) {
            byService
                    .computeIfAbsent(service(profile), _ -> new ArrayList<>(profiles.size()))
                    .add(profile);
        }
        List<ProfileBatch> batches = new ArrayList<>(byService.size());
        for (List<Profile> own : byService.values()) {
            batches.add(new ProfileBatch(batch.symbols(), batch.stacks(), own));
        }
        return batches;
    }

    /// The service that a profile belongs to.
    static String service(Profile profile) {
        return profile.labels().getOrEmpty(Labels.SERVICE_NAME);
    }

    static long samples(ProfileBatch batch) {
        long samples = 0;
        for (Profile profile : batch.profiles()) {
            samples += profile.samples().size();
        }
        return samples;
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
    record Identity(@Nullable ProfileId key, boolean isTimed) {}

    /// What tells a payload from others; equal for a retry of it.
    Identity identity(Upload upload, byte[] payload, ProfileBatch decoded) {
        List<Profile> profiles = decoded.profiles();
        long payloadNanos = profiles.isEmpty() ? 0 : profiles.getFirst().timeNanos();
        boolean isTimed = upload.hasOwnTime(payloadNanos);
        if (!isTimed && upload.clientId().isEmpty()) {
            return new Identity(null, false);
        }
        ProfileId key = ProfileIds.payloadKey(tenant, upload.clientId(), upload.range(), payload);
        return new Identity(key, isTimed);
    }

    /// The hash that sampling decides by; a random one if nothing tells the payload from others.
    ProfileId samplingKey(Identity identity) {
        return identity.key == null ? ids.fresh() : identity.key;
    }

    private ProfileId id(Identity identity, Labels name) {
        if (identity.key == null) {
            return ids.fresh();
        }
        ProfileId id = ProfileIds.of(identity.key, withoutMark(name));
        if (identity.isTimed) {
            return id;
        }
        int earlier = timeless.merge(id, 1, Integer::sum) - 1;
        return earlier == 0 ? id : ProfileIds.repeated(id, earlier);
    }

    /// The mark of totals is no part of a profile's identity: whichever of a push and its retry
    /// came under other sampling rules, the second of them is dropped.
    private static Labels withoutMark(Labels name) {
        if (name.get(Totals.LABEL) == null) {
            return name;
        }
        Map<String, String> rest = name.toMap();
        rest.remove(Totals.LABEL);
        return Labels.of(rest);
    }

    private @Nullable Refused checkTime(long timeNanos) {
        Duration older = limits.ingest().rejectOlderThan();
        Duration newer = limits.ingest().rejectNewerThan();
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
}
