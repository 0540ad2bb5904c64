// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.rules.DefaultRulesPosition;
import dev.hearth.config.rules.IngestQuota;
import dev.hearth.config.rules.IngestQuotas;
import dev.hearth.config.rules.RelabelRule;
import dev.hearth.config.rules.RelabelRules;
import dev.hearth.config.rules.SamplingRules;
import dev.hearth.config.rules.UsageGroup;
import dev.hearth.config.rules.UsageGroups;
import java.time.Duration;
import java.util.List;

/// The flags of the limits that say what becomes of profiles between a push and the log: how they
/// are relabelled, counted, sampled and added up.
///
/// Names, YAML keys (under `limits:`), meaning and defaults are Pyroscope's, but for
/// [#SERVICE_SPREAD], which it has not.
public final class PushLimitFlags {

    /// Partitions of a tenant.
    public static final Flag<Integer> TENANT_SHARD_SIZE =
            Flag.integer(
                            "distributor.ingestion-tenant-shard-size",
                            0,
                            "Partitions of the log that a tenant's profiles are confined to, so that a tenant who brings ingesters down does not reach those of all others. 0 for all partitions. For some minutes after a change what is pushed costs queries more.")
                    .yaml("limits.ingestion_tenant_shard_size");

    /// Partitions of a service.
    public static final Flag<Integer> SERVICE_SPREAD =
            Flag.integer(
                            "distributor.ingestion-service-spread",
                            1,
                            "Partitions of the log that the profiles of one service are spread over, series by series: for services that are too much for one ingester. In one partition pods share stacks and symbols. For some minutes after a change what is pushed costs queries more.")
                    .yaml("limits.ingestion_service_spread");

    /// Rules over labels.
    public static final Flag<List<RelabelRule>> RELABELING_RULES =
            Flag.structure(
                            "distributor.ingestion-relabeling-rules",
                            RelabelRules.STRUCTURE,
                            List.of(),
                            "Relabelling rules over the labels of each series, as Prometheus has them: a list in YAML or JSON. A series that they drop is not stored.")
                    .yaml("limits.ingestion_relabeling_rules");

    /// Where the built-in rules stand.
    public static final Flag<DefaultRulesPosition> DEFAULT_RULES_POSITION =
            Flag.choice(
                            "distributor.ingestion-relabeling-default-rules-position",
                            DefaultRulesPosition.FIRST,
                            "Where the built-in relabelling rules stand among those of ingestion_relabeling_rules: first, last, or disabled.")
                    .yaml("limits.ingestion_relabeling_default_rules_position");

    /// Rules over sample types.
    public static final Flag<List<RelabelRule>> SAMPLE_TYPE_RULES =
            Flag.structure(
                            "distributor.sample-type-relabeling-rules",
                            RelabelRules.STRUCTURE,
                            List.of(),
                            "Relabelling rules over the labels of a series and __type__ and __unit__ of each sample type: a list in YAML or JSON. A sample type that they drop is not stored.")
                    .yaml("limits.sample_type_relabeling_rules");

    /// Window of aggregation.
    public static final Flag<Duration> AGGREGATION_WINDOW =
            Flag.duration(
                            "distributor.aggregation-window",
                            Duration.ZERO,
                            "When a segment is made, profiles of one series whose times lie in one window of this length become one, with the time of the first and an id of its own: windows begin at multiples of it since the epoch. 0 keeps every profile. Sums stay the same; a query whose range ends inside a window counts the profile where it begins.")
                    .yaml("limits.distributor_aggregation_window");

    /// Period of aggregation.
    public static final Flag<Duration> AGGREGATION_PERIOD =
            Flag.duration(
                            "distributor.aggregation-period",
                            Duration.ZERO,
                            "Profiles are added up only while those of their series follow each other by less than this; 0 for whenever they lie in one window. Without -distributor.aggregation-window nothing is added up.")
                    .yaml("limits.distributor_aggregation_period");

    /// Quota.
    public static final Flag<IngestQuota> INGESTION_LIMIT =
            Flag.structure(
                            "distributor.ingestion-limit",
                            IngestQuotas.STRUCTURE,
                            IngestQuota.NONE,
                            "Bytes of an hour, a day or a month, and whether they are used up: period_type, period_limit_mb, limit_reset_time (Unix seconds), limit_reached, sampling, usage_groups, in YAML or JSON. Meant to be set per tenant at run time.")
                    .advanced()
                    .yaml("limits.ingestion_limit");

    /// Sampling.
    public static final Flag<SamplingRules> SAMPLING =
            Flag.structure(
                            "distributor.sampling",
                            SamplingRules.STRUCTURE,
                            SamplingRules.NONE,
                            "Probability with which the profiles of a usage group are kept, in YAML or JSON: usage_groups: {<name>: {probability: 0.1}}.")
                    .advanced()
                    .yaml("limits.distributor_sampling");

    /// Usage groups.
    public static final Flag<List<UsageGroup>> USAGE_GROUPS =
            Flag.structure(
                            "distributor.usage-groups",
                            UsageGroups.STRUCTURE,
                            List.of(),
                            "Parts of a tenant's series that are counted by themselves, in YAML or JSON: names and selectors, at most 50. A name may have places for labels: team/${labels.team}.")
                    .advanced()
                    .yaml("limits.distributor_usage_groups");

    /// Whether totals are kept.
    public static final Flag<Boolean> KEEP_STRIPPED_PROFILES =
            Flag.bool(
                            "distributor.sampling.keep-stripped-profiles",
                            false,
                            "Keep the totals of profiles that sampling drops, without their stacks.")
                    .yaml("limits.keep_stripped_profiles");

    /// Delay.
    public static final Flag<Duration> ARTIFICIAL_DELAY =
            Flag.duration(
                            "distributor.ingestion-artificial-delay",
                            Duration.ZERO,
                            "Time that the answer to a push is held back. 0 answers at once.")
                    .advanced()
                    .yaml("limits.ingestion_artificial_delay");

    /// Pushes at a time.
    public static final Flag<Integer> PUSH_MAX_CONCURRENCY =
            Flag.integer(
                            "distributor.push.max-concurrency",
                            256,
                            "Push requests of a tenant that are worked on at one time; more wait for -distributor.push.timeout and are refused with 429 then. 0 is no limit.")
                    .advanced()
                    .yaml("limits.push_max_concurrency");

    /// Series of one ingester.
    public static final Flag<Integer> MAX_LOCAL_SERIES =
            Flag.integer(
                            "ingester.max-local-series-per-tenant",
                            0,
                            "Most series of a tenant that one process takes in; a series counts until 20 minutes after its last profile. New ones beyond it are refused with 429. 0 is no limit.")
                    .yaml("limits.max_local_series_per_tenant");

    /// Series of all ingesters.
    public static final Flag<Integer> MAX_GLOBAL_SERIES =
            Flag.integer(
                            "ingester.max-global-series-per-tenant",
                            0,
                            "Most series of a tenant that all processes together take in; a series counts until 20 minutes after its last profile. New ones beyond it are refused with 429. 0 is no limit.")
                    .yaml("limits.max_global_series_per_tenant");

    private PushLimitFlags() {}

    /// All of them.
    public static List<Flag<?>> all() {
        return List.of(
                TENANT_SHARD_SIZE,
                SERVICE_SPREAD,
                RELABELING_RULES,
                DEFAULT_RULES_POSITION,
                SAMPLE_TYPE_RULES,
                AGGREGATION_WINDOW,
                AGGREGATION_PERIOD,
                INGESTION_LIMIT,
                SAMPLING,
                USAGE_GROUPS,
                KEEP_STRIPPED_PROFILES,
                ARTIFICIAL_DELAY,
                PUSH_MAX_CONCURRENCY,
                MAX_LOCAL_SERIES,
                MAX_GLOBAL_SERIES);
    }
}
