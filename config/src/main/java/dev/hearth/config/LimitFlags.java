// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.rules.StreamRetention;
import dev.hearth.config.rules.StreamRetentions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The flags of [TenantLimits] (those of [PushLimitFlags] stand apart), with the names, YAML keys
/// (under `limits:`) and meaning that Pyroscope gives them.
///
/// Defaults are Pyroscope's, except where those turn away a newcomer on one machine: no limit on
/// the length or look-back of a query, no limit on the age of a profile or on the number of series,
/// a rate and burst that let any allowed profile pass, and debug information that is used once it
/// is there.
public final class LimitFlags {

    /// Average rate of ingestion.
    public static final Flag<Double> INGESTION_RATE_MB =
            Flag.number(
                            "distributor.ingestion-rate-limit-mb",
                            64,
                            "Uncompressed megabytes of profiles (1048576 bytes each) that a tenant may send per second on average. More is refused with 429.")
                    .yaml("limits.ingestion_rate_mb");

    /// Burst of ingestion.
    public static final Flag<Double> INGESTION_BURST_SIZE_MB =
            Flag.number(
                            "distributor.ingestion-burst-size-mb",
                            256,
                            "Uncompressed megabytes of profiles that a tenant may send at once. Not below the size of the largest profile that is allowed.")
                    .yaml("limits.ingestion_burst_size_mb");

    /// Size of a request.
    public static final Flag<Double> INGESTION_BODY_LIMIT_MB =
            Flag.number(
                            "distributor.ingestion-body-limit-mb",
                            256,
                            "Megabytes of the body of one ingestion request, after the transport's own compression. More is refused with 413. 0 is no limit.")
                    .yaml("limits.ingestion_body_limit_mb");

    /// Length of label names.
    public static final Flag<Integer> MAX_LABEL_NAME_LENGTH =
            Flag.integer("validation.max-length-label-name", 1024, "Longest label name, in bytes.")
                    .yaml("limits.max_label_name_length");

    /// Length of label values.
    public static final Flag<Integer> MAX_LABEL_VALUE_LENGTH =
            Flag.integer(
                            "validation.max-length-label-value",
                            2048,
                            "Longest label value, in bytes.")
                    .yaml("limits.max_label_value_length");

    /// Labels of a series.
    public static final Flag<Integer> MAX_LABEL_NAMES_PER_SERIES =
            Flag.integer(
                            "validation.max-label-names-per-series",
                            30,
                            "Most labels that a series may have.")
                    .yaml("limits.max_label_names_per_series");

    /// Sessions of a series.
    public static final Flag<Integer> MAX_SESSIONS_PER_SERIES =
            Flag.integer(
                            "validation.max-sessions-per-series",
                            0,
                            "Distinct session ids that a series is spread over. 0 drops the session label.")
                    .yaml("limits.max_sessions_per_series");

    /// Whether label names are left as they are.
    public static final Flag<Boolean> DISABLE_LABEL_SANITIZATION =
            Flag.bool(
                            "validation.disable-label-sanitization",
                            true,
                            "Keep label names as clients send them. When false, characters other than letters, digits and underscores are replaced.")
                    .yaml("limits.disable_label_sanitization");

    /// Size of a profile.
    public static final Flag<Long> MAX_PROFILE_SIZE_BYTES =
            Flag.bytes(
                            "validation.max-profile-size-bytes",
                            4L << 20,
                            "Largest profile, in uncompressed bytes. 0 is no limit.")
                    .yaml("limits.max_profile_size_bytes");

    /// Samples of a profile.
    public static final Flag<Integer> MAX_STACKTRACE_SAMPLES =
            Flag.integer(
                            "validation.max-profile-stacktrace-samples",
                            16000,
                            "Most samples in a profile. 0 is no limit.")
                    .yaml("limits.max_profile_stacktrace_samples");

    /// Labels of a sample.
    public static final Flag<Integer> MAX_STACKTRACE_SAMPLE_LABELS =
            Flag.integer(
                            "validation.max-profile-stacktrace-sample-labels",
                            100,
                            "Most labels of one sample of a profile. 0 is no limit.")
                    .yaml("limits.max_profile_stacktrace_sample_labels");

    /// Depth of a stack.
    public static final Flag<Integer> MAX_STACKTRACE_DEPTH =
            Flag.integer(
                            "validation.max-profile-stacktrace-depth",
                            1000,
                            "Most frames of a stack; deeper stacks are cut. 0 is no limit.")
                    .yaml("limits.max_profile_stacktrace_depth");

    /// Length of names in a profile.
    public static final Flag<Integer> MAX_SYMBOL_VALUE_LENGTH =
            Flag.integer(
                            "validation.max-profile-symbol-value-length",
                            65535,
                            "Longest name in a profile (functions, files, labels), in bytes; longer ones are cut. 0 is no limit.")
                    .yaml("limits.max_profile_symbol_value_length");

    /// Age of a profile.
    public static final Flag<Duration> REJECT_OLDER_THAN =
            Flag.duration(
                            "validation.reject-older-than",
                            Duration.ZERO,
                            "Refuse profiles older than this. 0 takes any age.")
                    .yaml("limits.reject_older_than");

    /// How far in the future a profile may lie.
    public static final Flag<Duration> REJECT_NEWER_THAN =
            Flag.duration(
                            "validation.reject-newer-than",
                            Duration.ofMinutes(10),
                            "Refuse profiles that lie further in the future than this. 0 takes any time.")
                    .yaml("limits.reject_newer_than");

    /// Length of a query.
    public static final Flag<Duration> MAX_QUERY_LENGTH =
            Flag.duration(
                            "querier.max-query-length",
                            Duration.ZERO,
                            "Longest time range of a query. 0 is no limit.")
                    .yaml("limits.max_query_length");

    /// Queries at a time.
    public static final Flag<Integer> MAX_QUERY_PARALLELISM =
            Flag.integer(
                            "querier.max-query-parallelism",
                            0,
                            "Queries of a tenant that one querier works on at the same time; more wait, while others have their turn. 0 is no limit.")
                    .yaml("limits.max_query_parallelism");

    /// Time of a query.
    public static final Flag<Duration> MAX_QUERY_TIME =
            Flag.duration(
                            "querier.max-query-time",
                            Duration.ZERO,
                            "Longest that a query of a tenant may take, waiting included, if that is less than -querier.query-timeout. 0 is no limit of its own.")
                    .yaml("limits.max_query_time");

    /// Bytes of a query.
    public static final Flag<Long> MAX_QUERY_BYTES_READ =
            Flag.bytes(
                            "querier.max-query-bytes-read",
                            0,
                            "Most bytes that the blocks may have together that a query looks at, which are those of its range of time. What is not yet in blocks does not count. 0 is no limit.")
                    .yaml("limits.max_query_bytes_read");

    /// Look-back of a query.
    public static final Flag<Duration> MAX_QUERY_LOOKBACK =
            Flag.duration(
                            "querier.max-query-lookback",
                            Duration.ZERO,
                            "How far back queries may reach; an earlier start is moved up. 0 is no limit.")
                    .yaml("limits.max_query_lookback");

    /// Nodes of a flame graph by default.
    public static final Flag<Integer> MAX_FLAMEGRAPH_NODES_DEFAULT =
            Flag.integer(
                            "querier.max-flamegraph-nodes-default",
                            8192,
                            "Nodes of a flame graph when the request does not say how many.")
                    .yaml("limits.max_flamegraph_nodes_default");

    /// Nodes of a flame graph at most.
    public static final Flag<Integer> MAX_FLAMEGRAPH_NODES_MAX =
            Flag.integer(
                            "querier.max-flamegraph-nodes-max",
                            1048576,
                            "Most nodes of a flame graph that a request may ask for. 0 is no limit.")
                    .yaml("limits.max_flamegraph_nodes_max");

    /// Whether the nodes of merged profiles are limited too.
    public static final Flag<Boolean> MAX_FLAMEGRAPH_NODES_ON_MERGE_PROFILE =
            Flag.bool(
                            "querier.max-flamegraph-nodes-on-select-merge-profile",
                            false,
                            "Apply the limits on flame graph nodes to SelectMergeProfile as well.")
                    .advanced()
                    .yaml("limits.max_flamegraph_nodes_on_select_merge_profile");

    /// Whether addresses become functions.
    public static final Flag<Boolean> SYMBOLIZER_ENABLED =
            Flag.bool(
                            "symbolizer.enabled",
                            true,
                            "Turn addresses into functions when a query reads them, with the debug information that was uploaded.")
                    .yaml("limits.symbolizer.enabled");

    /// Size of debug information.
    public static final Flag<Long> MAX_SYMBOL_SIZE_BYTES =
            Flag.bytes(
                            "valdation.symbolizer.max-symbol-size-bytes",
                            512L << 20,
                            "Largest file of debug information that is used, in bytes. 0 is no limit.")
                    .advanced()
                    .yaml("limits.symbolizer.max_symbol_size_bytes");

    /// Whether totals without stacks are seen.
    public static final Flag<Boolean> INCLUDE_STRIPPED_PROFILES =
            Flag.bool(
                            "query-backend.include-stripped-profiles",
                            false,
                            "Count profiles of which sampling has kept only the totals (-distributor.sampling.keep-stripped-profiles) in time series. Flame graphs never do, since they have no stacks.")
                    .yaml("limits.include_stripped_profiles");

    /// How long profiles are kept.
    public static final Flag<Duration> RETENTION_PERIOD =
            Flag.duration(
                            "retention-period",
                            Duration.ZERO,
                            "How long profiles are kept, by their own time. Older ones are not seen by queries from that moment on, and deleted by the compactor. 0 keeps them for ever.")
                    .yaml("limits.retention_period");

    /// The same by the name that others have for it.
    public static final Flag<Duration> BLOCKS_RETENTION_PERIOD =
            Flag.duration(
                            "compactor.blocks-retention-period",
                            Duration.ZERO,
                            "How long profiles are kept where -retention-period is 0. 0 keeps them for ever.")
                    .yaml("limits.compactor_blocks_retention_period");

    /// How long profiles of some series are kept.
    public static final Flag<List<StreamRetention>> RETENTION_STREAM =
            Flag.structure(
                            "retention-stream",
                            StreamRetentions.STRUCTURE,
                            List.of(),
                            "How long profiles of some series are kept, in place of -retention-period: a list in YAML or JSON of selector, priority and period. Of several selectors that choose a series the highest priority counts, then the shortest period; a period of 0 keeps for ever.")
                    .yaml("limits.retention_stream");

    /// Whether answers may lack something.
    public static final Flag<Boolean> PARTIAL_RESPONSE =
            Flag.bool(
                            "querier.partial-response",
                            false,
                            "Answer queries without what cannot be read, because it is damaged or the object store fails, and say so in the header Hearth-Partial-Response of the answer. Otherwise such a query fails. A request says it for itself with the header Hearth-Partial-Response: allow, or deny.")
                    .yaml("limits.partial_response");

    private LimitFlags() {}

    /// All limits, those of [PushLimitFlags] too.
    public static List<Flag<?>> all() {
        List<Flag<?>> all = new ArrayList<>(own());
        all.addAll(PushLimitFlags.all());
        return List.copyOf(all);
    }

    private static List<Flag<?>> own() {
        return List.of(
                INGESTION_RATE_MB,
                INGESTION_BURST_SIZE_MB,
                INGESTION_BODY_LIMIT_MB,
                MAX_LABEL_NAME_LENGTH,
                MAX_LABEL_VALUE_LENGTH,
                MAX_LABEL_NAMES_PER_SERIES,
                MAX_SESSIONS_PER_SERIES,
                DISABLE_LABEL_SANITIZATION,
                MAX_PROFILE_SIZE_BYTES,
                MAX_STACKTRACE_SAMPLES,
                MAX_STACKTRACE_SAMPLE_LABELS,
                MAX_STACKTRACE_DEPTH,
                MAX_SYMBOL_VALUE_LENGTH,
                REJECT_OLDER_THAN,
                REJECT_NEWER_THAN,
                MAX_QUERY_LENGTH,
                MAX_QUERY_LOOKBACK,
                MAX_QUERY_PARALLELISM,
                MAX_QUERY_TIME,
                MAX_QUERY_BYTES_READ,
                MAX_FLAMEGRAPH_NODES_DEFAULT,
                MAX_FLAMEGRAPH_NODES_MAX,
                MAX_FLAMEGRAPH_NODES_ON_MERGE_PROFILE,
                INCLUDE_STRIPPED_PROFILES,
                PARTIAL_RESPONSE,
                SYMBOLIZER_ENABLED,
                MAX_SYMBOL_SIZE_BYTES,
                RETENTION_PERIOD,
                BLOCKS_RETENTION_PERIOD,
                RETENTION_STREAM);
    }
}
