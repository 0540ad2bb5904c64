// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.rules.DefaultRulesPosition;
import dev.hearth.config.rules.IngestQuota;
import dev.hearth.config.rules.StreamRetention;
import dev.hearth.config.rules.UsageGroup;
import dev.hearth.model.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OverridesTest {

    private static final TenantId ACME = new TenantId("acme");

    /// Every limit, each at another value than its default.
    private static final String EVERYTHING =
            """
            overrides:
              acme:
                ingestion_rate_mb: 1.5
                ingestion_burst_size_mb: 3
                ingestion_body_limit_mb: 7
                ingestion_artificial_delay: 250ms
                push_max_concurrency: 8
                max_label_name_length: 11
                max_label_value_length: 12
                max_label_names_per_series: 13
                max_sessions_per_series: 14
                disable_label_sanitization: false
                max_profile_size_bytes: 1048576
                max_profile_stacktrace_samples: 15
                max_profile_stacktrace_sample_labels: 16
                max_profile_stacktrace_depth: 17
                max_profile_symbol_value_length: 18
                reject_older_than: 1w
                reject_newer_than: 1m
                max_local_series_per_tenant: 19
                max_global_series_per_tenant: 20
                ingestion_tenant_shard_size: 27
                ingestion_service_spread: 28
                ingestion_relabeling_rules:
                  - {action: drop, source_labels: [env], regex: dev}
                ingestion_relabeling_default_rules_position: last
                sample_type_relabeling_rules:
                  - {action: keep, source_labels: [__type__], regex: cpu}
                  - {action: labeldrop, regex: x}
                distributor_usage_groups:
                  all: '{}'
                ingestion_limit:
                  period_type: hour
                  limit_reached: true
                distributor_sampling:
                  usage_groups:
                    all: {probability: 0.5}
                keep_stripped_profiles: true
                distributor_aggregation_window: 5m
                distributor_aggregation_period: 15s
                max_query_length: 1d
                max_query_lookback: 2d
                max_query_parallelism: 24
                max_query_time: 26s
                max_query_bytes_read: 25
                max_flamegraph_nodes_default: 21
                max_flamegraph_nodes_max: 22
                max_flamegraph_nodes_on_select_merge_profile: true
                include_stripped_profiles: true
                partial_response: true
                retention_period: 90d
                compactor_blocks_retention_period: 30d
                retention_stream:
                  - {selector: '{namespace="dev"}', priority: 1, period: 1w}
                symbolizer:
                  enabled: false
                  max_symbol_size_bytes: 23
            """;

    @Test
    void everyLimitReachesTheTenant() throws Exception {
        TenantLimits limits = of(parse(EVERYTHING));

        assertThat(limits.ingest())
                .isEqualTo(
                        new IngestLimits(
                                3L << 19,
                                3L << 20,
                                7L << 20,
                                Duration.ofMillis(250),
                                8,
                                Duration.ofDays(7),
                                Duration.ofMinutes(1)));
        assertThat(limits.labels()).isEqualTo(new LabelLimits(11, 12, 13, 14, true));
        assertThat(limits.profiles()).isEqualTo(new ProfileLimits(1 << 20, 15, 16, 17, 18));
        assertThat(limits.series()).isEqualTo(new SeriesLimits(19, 20));
        assertThat(limits.placement()).isEqualTo(new PlacementLimits(27, 28));
        assertThat(limits.relabel().rules()).hasSize(1);
        assertThat(limits.relabel().defaultRules()).isEqualTo(DefaultRulesPosition.LAST);
        assertThat(limits.relabel().sampleTypeRules()).hasSize(2);
        assertThat(limits.usage().groups()).extracting(UsageGroup::name).containsExactly("all");
        assertThat(limits.usage().quota().reached()).isTrue();
        assertThat(limits.usage().quota().period()).isEqualTo(IngestQuota.Period.HOUR);
        assertThat(limits.usage().sampling().probabilities()).containsEntry("all", 0.5);
        assertThat(limits.usage().keepStripped()).isTrue();
        assertThat(limits.aggregation())
                .isEqualTo(new AggregationLimits(Duration.ofMinutes(5), Duration.ofSeconds(15)));
        assertThat(limits.aggregation().isOn()).isTrue();
        assertThat(limits.retention().period()).isEqualTo(Duration.ofDays(90));
        assertThat(limits.retention().streams())
                .extracting(StreamRetention::period)
                .containsExactly(Duration.ofDays(7));
        assertThat(limits.queries())
                .isEqualTo(
                        new QueryLimits(
                                Duration.ofDays(1),
                                Duration.ofDays(2),
                                24,
                                Duration.ofSeconds(26),
                                25,
                                21,
                                22,
                                true,
                                true,
                                true,
                                new SymbolizerLimits(false, 23)));
    }

    @Test
    void theListAboveHasEveryLimit() throws Exception {
        Settings own = settings(EVERYTHING);

        for (Flag<?> flag : LimitFlags.all()) {
            assertThat(own.text(flag)).as(flag.name()).isNotEqualTo(Settings.defaults().text(flag));
        }
    }

    @Test
    void theSameKeysWorkInTheConfigurationFile() throws Exception {
        String block =
                EVERYTHING.replace("overrides:\n  acme:\n", "limits:\n").replace("\n  ", "\n");
        FlagSet flags = new FlagSet(LimitFlags.all());

        YamlSettings read = YamlSettings.parse(flags, "x", block);

        assertThat(read.values().keySet()).containsExactlyInAnyOrderElementsOf(LimitFlags.all());
    }

    @Test
    void whatIsShownCanBeReadAgain() throws Exception {
        Overrides overrides = parse(EVERYTHING + "  \"12'3*\": {}\n");

        assertThat(parse(overrides.all()).limits()).isEqualTo(overrides.limits());
        assertThat(parse(overrides.diff()).limits()).isEqualTo(overrides.limits());
    }

    @Test
    void theDifferenceIsShortAndTheWholeIsLong() throws Exception {
        Overrides overrides =
                parse(
                        """
                        overrides:
                          b: {ingestion_rate_mb: 64, symbolizer: {enabled: false}}
                          a: {max_query_length: 1h, distributor_usage_groups: {g: '{x="y"}'}}
                          c:
                        """);

        assertThat(overrides.diff())
                .isEqualTo(
                        """
                        overrides:
                          "a":
                            distributor_usage_groups: {"g":"{x=\\"y\\"}"}
                            max_query_length: 1h
                          "b":
                            symbolizer:
                              enabled: false
                          "c": {}
                        """);
        assertThat(overrides.all())
                .contains("  \"c\":\n")
                .contains("    ingestion_relabeling_rules: []\n")
                .contains("    reject_newer_than: 10m\n");
        assertThat(parse("").all()).isEqualTo("overrides: {}\n");
    }

    @Test
    void blocksOfSeveralFilesArePutTogether() throws Exception {
        String first =
                "overrides: {acme: {distributor_usage_groups: {a: '{}', b: '{}'}, ingestion_relabeling_rules: [{action: drop}]}}";
        String second =
                "overrides: {acme: {distributor_usage_groups: {b: '{c=\"d\"}', e: '{}'}, ingestion_relabeling_rules: [{action: keep}]}}";

        TenantLimits limits = of(parse(first, second));

        assertThat(limits.usage().groups())
                .extracting(UsageGroup::name)
                .containsExactly("a", "b", "e");
        assertThat(limits.usage().groups().get(1).selector().matchers()).hasSize(1);
        assertThat(limits.relabel().rules()).hasSize(1);
    }

    @Test
    void tenantsMayShareABlock() throws Exception {
        Overrides overrides =
                parse(
                        """
                        overrides:
                          small: &small
                            ingestion_rate_mb: 1
                            max_label_name_length: 5
                          acme:
                            <<: *small
                            ingestion_rate_mb: 2
                        """);

        assertThat(of(overrides).ingest().rateBytesPerSecond()).isEqualTo(2 << 20);
        assertThat(of(overrides).labels().maxNameLength()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "overrides:",
                "overrides: {}",
                "overrides: {acme: }",
                "overrides: {acme: {}}",
                "overrides: {acme: {ingestion_rate_mb: }}",
            })
    void aFileMaySayNothing(String yaml) throws Exception {
        TenantLimits limits = parse(yaml).limits().getOrDefault(ACME, TenantLimits.defaults());

        assertThat(limits).isEqualTo(TenantLimits.defaults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "over: {}|key over in runtime file f.yaml (line 1) is unknown (expected overrides)",
                "[a]|key (top) in runtime file f.yaml (line 1) is a list (expected a block of keys)",
                "overrides: 7|key overrides in runtime file f.yaml (line 1) is a value (expected a block of keys)",
                "overrides: {acme: [a]}|key overrides.acme in runtime file f.yaml (line 1) is a list (expected a block of keys)",
                "overrides: {a/b: {}}|key overrides.a/b in runtime file f.yaml (line 1) is no tenant: tenant ID 'a/b' contains unsupported character",
                "overrides: {acme: {ingestion_rate_mbs: 1}}|key overrides.acme.ingestion_rate_mbs in runtime file f.yaml (line 1) is unknown (did you mean ingestion_rate_mb?)",
                "overrides: {acme: {ingestion_rate_mb: x}}|key overrides.acme.ingestion_rate_mb in runtime file f.yaml (line 1): \"x\" is no number",
                "overrides: {acme: {ingestion_rate_mb: {a: 1}}}|key overrides.acme.ingestion_rate_mb in runtime file f.yaml (line 1) is a block (expected float)",
                "overrides: {acme: {ingestion_rate_mb: -1}}|key overrides.acme.ingestion_rate_mb in runtime file f.yaml (line 1) is -1 (expected 0 or more)",
                "overrides: {acme: {symbolizer: 1}}|key overrides.acme.symbolizer in runtime file f.yaml (line 1) is a value (expected further keys below it)",
                "overrides: {acme: {symbolizer: {on: 1}}}|key overrides.acme.symbolizer.on in runtime file f.yaml (line 1) is unknown",
                "overrides: {acme: {ingestion_relabeling_rules: [{action: x}]}}|key overrides.acme.ingestion_relabeling_rules in runtime file f.yaml (line 1): rule 1: action is \"x\" (expected one of ",
                "overrides: {acme: {ingestion_relabeling_default_rules_position: top}}|key overrides.acme.ingestion_relabeling_default_rules_position in runtime file f.yaml (line 1): \"top\" is no choice (expected one of first, last, disabled)",
                "overrides: {acme: {retention_stream: [{selector: '{a=~\"(\"}', period: 1d}]}}|key overrides.acme.retention_stream in runtime file f.yaml (line 1): stream 1: ",
                "overrides: {acme: {retention_stream: [{selector: '{}'}]}}|key overrides.acme.retention_stream in runtime file f.yaml (line 1): stream 1 lacks period (expected a selector and a period)",
                "overrides: {acme: {}, acme: {}}|runtime file f.yaml is no YAML: line 1: key \"acme\" is there twice",
                "overrides: {acme: *none}|runtime file f.yaml is no YAML: line 1: ",
            })
    void namesWhatIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void namesTheLine() {
        String yaml =
                "overrides:\n  acme:\n    ingestion_rate_mb: 1\n\n    # a word\n    max_sessions: 2\n";

        assertThatThrownBy(() -> parse(yaml))
                .hasMessageStartingWith(
                        "key overrides.acme.max_sessions in runtime file f.yaml (line 6) is unknown");
    }

    @Test
    void thePeersLimitsAreTakenWithAWarning() throws Exception {
        Overrides overrides =
                parse("overrides: {acme: {compactor_split_groups: 1, write_path: segment-writer}}");

        assertThat(overrides.warnings())
                .containsExactly(
                        "key overrides.acme.compactor_split_groups in runtime file f.yaml (line 1) is Pyroscope's and has no effect: Hearth has nothing that it could set",
                        "key overrides.acme.write_path in runtime file f.yaml (line 1) is Pyroscope's and has no effect: Hearth has nothing that it could set");
        assertThat(of(overrides)).isEqualTo(TenantLimits.defaults());
    }

    @Test
    void showsTheNumbersThatAreNamed() throws Exception {
        List<String> numbers = new ArrayList<>();

        parse(
                        "overrides: {acme: {ingestion_rate_mb: 64, reject_older_than: 90s, symbolizer: {enabled: true}, ingestion_relabeling_rules: []}}")
                .forEachNumber(
                        (tenant, key, value) -> numbers.add(tenant + " " + key + " " + value));

        assertThat(numbers)
                .containsExactlyInAnyOrder(
                        "acme ingestion_rate_mb 64.0",
                        "acme reject_older_than 90.0",
                        "acme symbolizer.enabled 1.0");
    }

    /// A row per limit of the peer: known, or known to do nothing.
    @Test
    void everyLimitOfThePeerIsKnown() throws Exception {
        Set<String> unknown = new HashSet<>();
        for (String key : PEERS_LIMITS.split("\\s+", -1)) {
            try {
                parse("overrides: {acme: {" + key + ": }}");
            } catch (ConfigException e) {
                unknown.add(String.valueOf(e.getMessage()));
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static final String PEERS_LIMITS =
            """
            ingestion_rate_mb ingestion_burst_size_mb keep_stripped_profiles max_label_name_length
            max_label_value_length max_label_names_per_series max_sessions_per_series
            enforce_labels_order disable_label_sanitization push_max_concurrency
            max_profile_size_bytes max_profile_stacktrace_samples
            max_profile_stacktrace_sample_labels max_profile_stacktrace_depth
            max_profile_symbol_value_length distributor_aggregation_window
            distributor_aggregation_period ingestion_relabeling_rules
            ingestion_relabeling_default_rules_position sample_type_relabeling_rules
            ingestion_tenant_shard_size max_local_series_per_tenant max_global_series_per_tenant
            max_query_lookback max_query_length max_query_parallelism query_analysis_enabled
            query_analysis_series_enabled include_stripped_profiles max_flamegraph_nodes_default
            max_flamegraph_nodes_max store_gateway_tenant_shard_size split_queries_by_interval
            query_sanitize_on_merge max_async_query_concurrency compactor_blocks_retention_period
            compactor_split_and_merge_shards compactor_split_and_merge_stage_size
            compactor_split_groups compactor_tenant_shard_size
            compactor_partial_block_deletion_delay compactor_downsampler_enabled
            reject_older_than reject_newer_than max_recording_rules ingestion_body_limit_mb
            ingestion_limit distributor_sampling distributor_usage_groups
            ingestion_artificial_delay max_flamegraph_nodes_on_select_merge_profile write_path
            write_path_ingester_weight write_path_segment_writer_weight
            write_path_segment_writer_timeout write_path_compression async_ingest
            enable_query_backend enable_query_backend_from query_tree_enabled retention_period
            adaptive_placement_tenant_shards adaptive_placement_default_dataset_shards
            adaptive_placement_min_dataset_shards adaptive_placement_max_dataset_shards
            adaptive_placement_unit_size_bytes adaptive_placement_burst_window
            adaptive_placement_decay_window adaptive_placement_load_balancing recording_rules
            symbolizer\
            """
                    .strip();

    private static TenantLimits of(Overrides overrides) {
        return overrides.limits().getOrDefault(ACME, TenantLimits.defaults());
    }

    private static Settings settings(String yaml) throws ConfigException {
        FlagSet flags = new FlagSet(LimitFlags.all());
        YamlSettings read =
                YamlSettings.parse(
                        flags,
                        "x",
                        yaml.replace("overrides:\n  acme:\n", "limits:\n").replace("\n  ", "\n"));
        java.util.IdentityHashMap<Flag<?>, Object> values = new java.util.IdentityHashMap<>();
        ConfigLoader.put(values, read.values());
        return Settings.defaults().with(values);
    }

    private static Overrides parse(String... files) throws ConfigException {
        List<RuntimeFile> read = new ArrayList<>();
        for (String yaml : files) {
            read.add(new RuntimeFile("f.yaml", yaml));
        }
        return Overrides.parse(read, Settings.defaults());
    }
}
