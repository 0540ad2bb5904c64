// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.relabel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.rules.DefaultRulesPosition;
import dev.hearth.config.rules.RelabelRule;
import dev.hearth.config.rules.RelabelRule.Action;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class IngestRulesTest {

    /// Copies the name to the label `seen`.
    private static final RelabelRule SEE =
            new RelabelRule(List.of("__name__"), ";", "(.*)", 0, "seen", "$1", Action.REPLACE);

    /// Makes profiles the difference of which the Go client computed.
    private static final RelabelRule PREFIX =
            new RelabelRule(
                    List.of("__name__"),
                    ";",
                    "(m.*)",
                    0,
                    "__name__",
                    "godeltaprof_$1",
                    Action.REPLACE);

    static Stream<Arguments> builtIn() {
        return Stream.of(
                Arguments.of("godeltaprof_memory", "", "memory", "godeltaprof_memory"),
                Arguments.of("godeltaprof_wall", "cpu", "process_cpu", "wall"),
                Arguments.of("wall", "cpu", "process_cpu", "wall"),
                Arguments.of("wall", "wall", "wall", ""),
                Arguments.of("wall", "", "wall", ""),
                Arguments.of("godeltaprof", "", "godeltaprof", ""),
                Arguments.of("process_cpu", "cpu", "process_cpu", ""));
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void theBuiltInRulesLeaveTheOldName(String name, String type, String stored, String replaced) {
        Map<String, String> labels = labels(name);
        labels.put("__type__", type);

        assertThat(IngestRules.DEFAULT.apply(labels)).isTrue();
        assertThat(labels.get("__name__")).isEqualTo(stored);
        assertThat(labels.getOrDefault("__name_replaced__", "")).isEqualTo(replaced);
    }

    @Test
    void deltasAreMarkedAsSuch() {
        Map<String, String> labels = labels("godeltaprof_memory");
        labels.put("__delta__", "true");

        IngestRules.DEFAULT.apply(labels);

        assertThat(labels).containsEntry("__delta__", "false");
    }

    @Test
    void firstMeansThatOwnRulesSeeTheNewName() {
        assertThat(seen(DefaultRulesPosition.FIRST)).isEqualTo("memory");
    }

    @Test
    void lastMeansThatOwnRulesSeeTheOldName() {
        assertThat(seen(DefaultRulesPosition.LAST)).isEqualTo("godeltaprof_memory");
    }

    @Test
    void lastMeansThatTheBuiltInRulesSeeWhatOwnRulesMade() {
        Map<String, String> labels = labels("memory");

        rules(DefaultRulesPosition.LAST, PREFIX).apply(labels);

        assertThat(labels)
                .containsEntry("__name__", "memory")
                .containsEntry("__name_replaced__", "godeltaprof_memory");
    }

    @Test
    void disabledMeansThatOnlyOwnRulesApply() {
        Map<String, String> labels = labels("godeltaprof_memory");

        rules(DefaultRulesPosition.DISABLED, SEE).apply(labels);

        assertThat(labels)
                .containsEntry("seen", "godeltaprof_memory")
                .containsEntry("__name__", "godeltaprof_memory")
                .doesNotContainKey("__name_replaced__");
    }

    private static String seen(DefaultRulesPosition position) {
        Map<String, String> labels = labels("godeltaprof_memory");
        assertThat(rules(position, SEE).apply(labels)).isTrue();
        assertThat(labels).containsEntry("__name__", "memory");
        return labels.getOrDefault("seen", "");
    }

    private static IngestRules rules(DefaultRulesPosition position, RelabelRule rule) {
        return new IngestRules(Relabeler.of(List.of(rule)), position);
    }

    private static Map<String, String> labels(String name) {
        return new TreeMap<>(Map.of("__name__", name));
    }
}
