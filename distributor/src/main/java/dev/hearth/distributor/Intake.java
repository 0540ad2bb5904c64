// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.TenantLimits;
import dev.hearth.config.rules.IngestQuota;
import dev.hearth.config.rules.UsageGroup;
import dev.hearth.distributor.PushOutcome.Refused;
import dev.hearth.distributor.form.IecBytes;
import dev.hearth.distributor.form.Quote;
import dev.hearth.distributor.limits.IngestRates;
import dev.hearth.distributor.limits.RequestAllowance;
import dev.hearth.distributor.sampling.GroupMember;
import dev.hearth.distributor.sampling.Sampler;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.TenantId;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides how much of what a tenant sends is taken: by quota, rate, usage group and sampling, in
/// this order. For one request and one thread.
final class Intake {

    private final TenantId tenant;
    private final TenantLimits limits;
    private final PushRules rules;
    private final Shared shared;

    Intake(TenantId tenant, TenantLimits limits, PushRules rules, Shared shared) {
        this.tenant = tenant;
        this.limits = limits;
        this.rules = rules;
        this.shared = shared;
    }

    /// What all requests share; safe for many threads.
    record Shared(IngestRates rates, RequestAllowance allowance) {

        Shared(Clock clock) {
            this(new IngestRates(clock), new RequestAllowance(clock));
        }
    }

    /// What is to be done with a payload.
    enum Decision {
        /// It is stored.
        KEEP,
        /// Its totals are stored.
        STRIP,
        /// It is dropped, and the client need not know.
        DROP,
        /// It is refused.
        REFUSE
    }

    /// A decision.
    ///
    /// @param decision what is to be done
    /// @param refusal why it is refused, else null
    /// @param groups names of the usage groups that the payload counts for; none if the tenant has
    ///   none, or they were not looked at
    record Verdict(Decision decision, @Nullable Refused refusal, List<String> groups) {

        private static final Verdict KEEP = new Verdict(Decision.KEEP, null, List.of());

        private static Verdict refuse(Refused refusal) {
            return new Verdict(Decision.REFUSE, refusal, List.of());
        }
    }

    /// Counts a payload against the tenant's quota and rate.
    ///
    /// @param pairs labels of the series
    /// @param bytes size of the payload after gunzip
    /// @return the refusal, or null if there is none
    @Nullable Verdict admit(List<LabelPair> pairs, long bytes) {
        IngestQuota quota = limits.usage().quota();
        if (quota.reached() && !isLetThrough(quota)) {
            return Verdict.refuse(used(quota, quota.limitBytes(), ""));
        }
        Refused tooFast = takeFromRate(bytes + labelBytes(pairs));
        return tooFast == null ? null : Verdict.refuse(tooFast);
    }

    /// Decides about a payload that is admitted, by its usage groups.
    ///
    /// @param pairs labels of the series
    /// @param key what tells the payload from others, a hash; asked for only if it matters
    Verdict judge(List<LabelPair> pairs, Supplier<ProfileId> key) {
        if (rules.groups().isEmpty()) {
            return Verdict.KEEP;
        }
        List<GroupMember> groups = rules.groups().match(labels(pairs));
        List<String> names =
                groups.isEmpty()
                        ? List.of(UsageGroup.OTHER)
                        : groups.stream().map(GroupMember::name).distinct().toList();
        Refused used = groupQuota(limits.usage().quota(), groups);
        return used == null
                ? new Verdict(sampled(groups, key), null, names)
                : new Verdict(Decision.REFUSE, used, names);
    }

    private Decision sampled(List<GroupMember> groups, Supplier<ProfileId> key) {
        double probability = rules.sampler().probability(groups);
        if (probability >= 1 || Sampler.isKept(key.get(), probability)) {
            return Decision.KEEP;
        }
        return limits.usage().keepStripped() ? Decision.STRIP : Decision.DROP;
    }

    private boolean isLetThrough(IngestQuota quota) {
        IngestQuota.Sampling sampling = quota.sampling();
        return sampling.requests() > 0
                && !sampling.period().isZero()
                && shared.allowance.tryTake(tenant, sampling.requests(), sampling.period());
    }

    private @Nullable Refused takeFromRate(long cost) {
        if (shared.rates.tryTake(tenant, cost, limits)) {
            return null;
        }
        return new Refused(
                DiscardReason.RATE_LIMITED,
                "push rate limit (%s) exceeded while adding %s. To change it, set -distributor.ingestion-rate-limit-mb and -distributor.ingestion-burst-size-mb."
                        .formatted(
                                IecBytes.of(limits.ingest().rateBytesPerSecond()),
                                IecBytes.of(cost)));
    }

    private @Nullable Refused groupQuota(IngestQuota quota, List<GroupMember> groups) {
        for (GroupMember group : groups) {
            IngestQuota.Group own = quota.groups().get(group.name());
            if (own != null && own.reached() && !isLetThrough(quota)) {
                return used(quota, own.limitBytes(), " for usage group " + Quote.of(group.name()));
            }
        }
        return null;
    }

    private static Refused used(IngestQuota quota, long limitBytes, String whose) {
        return new Refused(
                DiscardReason.INGEST_LIMIT_REACHED,
                "limit of %s/%s reached%s, next reset at %s"
                        .formatted(
                                IecBytes.of(limitBytes),
                                quota.period().name().toLowerCase(Locale.ROOT),
                                whose,
                                quota.resetTime()));
    }

    /// The labels as usage groups see them; of a name given twice the last value counts.
    private static Labels labels(List<LabelPair> pairs) {
        Map<String, String> labels = new HashMap<>();
        labels.put(Labels.SERVICE_NAME, SeriesLabels.UNKNOWN_SERVICE);
        for (LabelPair pair : pairs) {
            labels.put(pair.name(), pair.value());
        }
        return Labels.of(labels);
    }

    private static long labelBytes(List<LabelPair> labels) {
        long bytes = 0;
        for (LabelPair label : labels) {
            bytes += label.name().length() + label.value().length();
        }
        return bytes;
    }
}
