// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.rules.RelabelRule.Action;
import dev.hearth.config.text.Structure;
import dev.hearth.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RuleTextTest {

    @Test
    void aRuleHasPrometheusDefaults() {
        assertThat(RelabelRules.STRUCTURE.parse("[{target_label: a}]"))
                .containsExactly(
                        new RelabelRule(List.of(), ";", "(.*)", 0, "a", "$1", Action.REPLACE));
    }

    @Test
    void readsEveryKeyOfARule() {
        String yaml =
                """
                - source_labels: [namespace, pod]
                  separator: /
                  regex: (.+)/.*
                  target_label: ns_${1}
                  replacement: ""
                  action: Replace
                - {action: hashmod, source_labels: [pod], modulus: 4, target_label: shard}
                """;

        assertThat(RelabelRules.STRUCTURE.parse(yaml))
                .containsExactly(
                        new RelabelRule(
                                List.of("namespace", "pod"),
                                "/",
                                "(.+)/.*",
                                0,
                                "ns_${1}",
                                "",
                                Action.REPLACE),
                        new RelabelRule(
                                List.of("pod"), ";", "(.*)", 4, "shard", "$1", Action.HASHMOD));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a: 1}|the value is a block (expected a list)",
                "word|the value is a value (expected a list)",
                "[x]|rule 1 is a value (expected a block of keys)",
                "[{target_label: a}, {action: replce}]|rule 2: action is \"replce\" (expected one of replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase)",
                "[{regx: a}]|rule 1 has the unknown key regx (expected some of source_labels, separator, regex, modulus, target_label, replacement, action)",
                "[{action: keep, regex: '('}]|rule 1: regex \"(\" does not parse: ",
                "[{action: keep, regex: '(?=a)'}]|rule 1: regex \"(?=a)\" does not parse: ",
                "[{}]|rule 1: target_label is empty (expected the name of a label for action replace)",
                "[{action: lowercase}]|rule 1: target_label is empty (expected the name of a label for action lowercase)",
                "[{action: uppercase, target_label: $1}]|rule 1: target_label is \"$1\" (expected a name without groups for action uppercase)",
                "[{action: hashmod, target_label: a}]|rule 1: modulus is 0 (expected 1 or more for action hashmod)",
                "[{action: hashmod, target_label: a, modulus: -1}]|rule 1: modulus is \"-1\" (expected a whole number from 0)",
                "[{action: labelmap, replacement: ''}]|rule 1: replacement is empty (expected the name of a label for action labelmap)",
                "[{action: labeldrop, source_labels: [a]}]|rule 1: action labeldrop has other keys (expected regex alone)",
                "[{action: labelkeep, separator: x}]|rule 1: action labelkeep has other keys (expected regex alone)",
                "[{action: keepequal, target_label: a, regex: b}]|rule 1: action keepequal has other keys (expected source_labels and target_label alone)",
                "[{action: drop, source_labels: a}]|rule 1: source_labels is a value (expected a list)",
                "[{action: drop, source_labels: ['']}]|rule 1: source_labels has an empty name (expected names of labels)",
                "[{action: drop, regex: [a]}]|rule 1: regex is a list (expected a value)",
                "[|the value is no YAML: line 1: ",
            })
    void namesWhatIsWrongInARule(String yaml, String message) {
        assertThatThrownBy(() -> RelabelRules.STRUCTURE.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void readsAQuota() {
        String yaml =
                """
                period_type: month
                period_limit_mb: 128
                limit_reset_time: 1737721086
                limit_reached: true
                sampling: {num_requests: 100, period: 5m}
                usage_groups:
                  team/a: {period_limit_mb: 64, limit_reached: true}
                  team/b: {}
                """;

        IngestQuota quota = IngestQuotas.STRUCTURE.parse(yaml);

        assertThat(quota.period()).isEqualTo(IngestQuota.Period.MONTH);
        assertThat(quota.limitBytes()).isEqualTo(128L << 20);
        assertThat(quota.resetTime()).isEqualTo(Instant.ofEpochSecond(1737721086));
        assertThat(quota.reached()).isTrue();
        assertThat(quota.sampling())
                .isEqualTo(new IngestQuota.Sampling(100, Duration.ofMinutes(5)));
        assertThat(quota.groups())
                .isEqualTo(
                        Map.of(
                                "team/a", new IngestQuota.Group(64L << 20, true),
                                "team/b", new IngestQuota.Group(0, false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|the quota is a list (expected a block of keys)",
                "{limit_reached: true}|the quota: period_type is \"\" (expected hour, day or month)",
                "{period_type: week}|the quota: period_type is \"week\" (expected hour, day or month)",
                "{period_type: day, period_limit_mb: -1}|the quota: period_limit_mb is \"-1\" (expected a whole number from 0)",
                "{period_type: day, period_limit_mb: 9223372036854775807}|the quota: period_limit_mb is \"9223372036854775807\" (expected at most 8796093022207)",
                "{period_type: day, limit_reached: 7}|the quota: limit_reached is \"7\" (expected true or false)",
                "{period_type: day, limit: 7}|the quota has the unknown key limit (expected some of ",
                "{period_type: day, sampling: {num: 7}}|sampling has the unknown key num (expected some of num_requests, period)",
                "{period_type: day, sampling: {period: 5}}|sampling: period is \"5\" (expected a duration, for instance 1m)",
                "{period_type: day, usage_groups: {a: {limit: 1}}}|usage group \"a\" has the unknown key limit (expected some of period_limit_mb, limit_reached)",
            })
    void namesWhatIsWrongInAQuota(String yaml, String message) {
        assertThatThrownBy(() -> IngestQuotas.STRUCTURE.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void readsSamplingRules() {
        String yaml = "usage_groups: {a: {probability: 0.25}, b: {probability: 0}}";

        assertThat(SamplingRules.STRUCTURE.parse(yaml).probabilities())
                .isEqualTo(Map.of("a", 0.25, "b", 0.0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{usage_groups: {a: {probability: 2}}}|usage group \"a\": probability is \"2\" (expected a number from 0 to 1)",
                "{usage_groups: {a: {probability: NaN}}}|usage group \"a\": probability is \"NaN\" (expected a number from 0 to 1)",
                "{usage_groups: {a: {}}}|usage group \"a\": probability is missing (expected a number from 0 to 1)",
                "{groups: {}}|the value has the unknown key groups (expected some of usage_groups)",
                "{usage_groups: []}|usage_groups is a list (expected a block of keys)",
            })
    void namesWhatIsWrongInSamplingRules(String yaml, String message) {
        assertThatThrownBy(() -> SamplingRules.STRUCTURE.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aUsageGroupTakesItsNameFromLabels() {
        List<UsageGroup> groups =
                UsageGroups.STRUCTURE.parse(
                        "{all: '{}', 'team/${labels.team}/${labels.app}!': '{a=\"b\",c=~\"d.*\"}'}");
        Labels labels = Labels.of("team", "red", "app", "shop");

        assertThat(groups).hasSize(2);
        assertThat(groups.get(0).nameFor(Labels.EMPTY)).isEqualTo("all");
        assertThat(groups.get(1).nameFor(labels)).isEqualTo("team/red/shop!");
        assertThat(groups.get(1).nameFor(Labels.of("team", "red"))).isNull();
        assertThat(groups.get(1).selector().matchers()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{other: '{}'}|usage group has the name \"other\" (expected a name other than \"other\")",
                "{'': '{}'}|usage group has the name \"\" (expected a name other than \"other\")",
                "{'${labels.}': '{}'}|usage group \"${labels.}\" has a place that is none (expected ${labels.<name>})",
                "{'a${labels.b': '{}'}|usage group \"a${labels.b\" has a place that is none (expected ${labels.<name>})",
                "{'${x}': '{}'}|usage group \"${x}\" has a place that is none (expected ${labels.<name>})",
                "{a: '{b=~\"(\"}'}|usage group \"a\": pattern of b does not parse: ",
                "{a: '{b'}|usage group \"a\": ",
                "{a: [b]}|the value: a is a list (expected a value)",
            })
    void namesWhatIsWrongInUsageGroups(String yaml, String message) {
        assertThatThrownBy(() -> UsageGroups.STRUCTURE.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void thereAreAtMostFiftyUsageGroups() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            yaml.append("g%d: '{}'\n".formatted(i));
        }

        assertThat(UsageGroups.STRUCTURE.parse(yaml.toString())).hasSize(50);
        assertThatThrownBy(() -> UsageGroups.STRUCTURE.parse(yaml + "more: '{}'"))
                .hasMessage("there are 51 usage groups (expected at most 50)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "[{action: labelmap, regex: 'a\"\\\\.b\u2028\u00e9(.*)', replacement: 'x_$1'}]",
                "[{source_labels: [a, 'b c'], separator: '', target_label: t, replacement: ''}]",
                "[{action: hashmod, modulus: 9, target_label: t}]",
            })
    void rulesAreWrittenAsTheyAreRead(String yaml) {
        comesBack(RelabelRules.STRUCTURE, yaml);
    }

    @Test
    void otherStructuresAreWrittenAsTheyAreRead() {
        comesBack(IngestQuotas.STRUCTURE, "");
        comesBack(IngestQuotas.STRUCTURE, "{}");
        comesBack(
                IngestQuotas.STRUCTURE,
                "{period_type: day, period_limit_mb: 3, limit_reached: true, limit_reset_time: 4, sampling: {num_requests: 5, period: 90s}, usage_groups: {b: {period_limit_mb: 6, limit_reached: true}, a: {}}}");
        comesBack(SamplingRules.STRUCTURE, "");
        comesBack(SamplingRules.STRUCTURE, "usage_groups: {a: {probability: 0.1}}");
        comesBack(UsageGroups.STRUCTURE, "");
        comesBack(UsageGroups.STRUCTURE, "{a: '{b=\"c\\\"d\", e!~\"f|\u00e9\"}', g: h}");
    }

    private static <T> void comesBack(Structure<T> structure, String yaml) {
        T value = structure.parse(yaml);

        assertThat(structure.parse(structure.format(value))).isEqualTo(value);
    }
}
