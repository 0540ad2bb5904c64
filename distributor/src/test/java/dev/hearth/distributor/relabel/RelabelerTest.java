// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.relabel;

import static org.assertj.core.api.Assertions.assertThat;

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

/// Each action as the documentation of Prometheus has it.
final class RelabelerTest {

    private static final Map<String, String> LABELS =
            Map.of("a", "foo", "b", "bar", "c", "baz", "d", "Mixed");

    static Stream<Arguments> rules() {
        return Stream.of(
                kept(
                        "replace",
                        replace(List.of("a"), "f(.*)", "d", "ch${1}-ch${1}"),
                        "d",
                        "choo-choo"),
                kept(
                        "replace joins sources",
                        replace(List.of("a", "b"), "(.*);(.*)", "d", "$2$1"),
                        "d",
                        "barfoo"),
                kept(
                        "replace needs the whole value",
                        replace(List.of("a"), "f", "d", "x"),
                        "d",
                        "Mixed"),
                kept(
                        "replace may name the target",
                        replace(List.of("a"), "(.*)", "x_$1", "1"),
                        "x_foo",
                        "1"),
                kept(
                        "replace knows named groups",
                        replace(List.of("a"), "(?P<n>.)oo", "d", "${n}!"),
                        "d",
                        "f!"),
                kept(
                        "replace with nothing removes",
                        replace(List.of("a"), "foo", "d", ""),
                        "d",
                        ""),
                kept(
                        "replace of a missing group removes",
                        replace(List.of("a"), "foo", "d", "$7"),
                        "d",
                        ""),
                kept(
                        "a group's name is as long as it can be",
                        replace(List.of("a"), "(.*)", "d", "$1x"),
                        "d",
                        ""),
                kept(
                        "a number does not begin with 0",
                        replace(List.of("a"), "(.*)", "d", "x${01}"),
                        "d",
                        "x"),
                kept("two dollars are one", replace(List.of("a"), "(.*)", "d", "$$1"), "d", "$1"),
                kept(
                        "a dollar alone is one",
                        replace(List.of("a"), "(.*)", "d", "5$ ${"),
                        "d",
                        "5$ ${"),
                kept(
                        "replace without sources sets",
                        replace(List.of(), "(.*)", "d", "fixed"),
                        "d",
                        "fixed"),
                kept(
                        "a missing source is empty",
                        replace(List.of("none"), "", "d", "was empty"),
                        "d",
                        "was empty"),
                kept("the default copies", replace(List.of("a"), "(.*)", "d", "$1"), "d", "foo"),
                kept(
                        "a dot takes line feeds",
                        replace(List.of("lines"), "1.2", "d", "x"),
                        "d",
                        "x"),
                kept("keep", rule(List.of("a"), "f.*", 0, "", "$1", Action.KEEP), "a", "foo"),
                dropped("keep drops others", rule(List.of("a"), "fo", 0, "", "$1", Action.KEEP)),
                dropped("drop", rule(List.of("a"), "foo|x", 0, "", "$1", Action.DROP)),
                kept(
                        "drop keeps others",
                        rule(List.of("a"), "oo", 0, "", "$1", Action.DROP),
                        "a",
                        "foo"),
                dropped(
                        "drop sees joined sources",
                        rule(List.of("a", "b"), "foo;bar", 0, "", "$1", Action.DROP)),
                dropped("keepequal", rule(List.of("a"), "(.*)", 0, "b", "$1", Action.KEEPEQUAL)),
                kept(
                        "keepequal keeps equals",
                        rule(List.of("same"), "(.*)", 0, "a", "$1", Action.KEEPEQUAL),
                        "a",
                        "foo"),
                dropped("dropequal", rule(List.of("same"), "(.*)", 0, "a", "$1", Action.DROPEQUAL)),
                kept(
                        "dropequal keeps others",
                        rule(List.of("a"), "(.*)", 0, "b", "$1", Action.DROPEQUAL),
                        "a",
                        "foo"),
                kept(
                        "hashmod",
                        rule(List.of("c"), "(.*)", 1000, "d", "$1", Action.HASHMOD),
                        "d",
                        "976"),
                kept(
                        "hashmod joins",
                        rule(List.of("a", "b"), "(.*)", 1000, "d", "$1", Action.HASHMOD),
                        "d",
                        JOINED_HASH),
                kept(
                        "labelmap",
                        rule(List.of(), "(b.*)", 0, "", "bar_${1}", Action.LABELMAP),
                        "bar_b",
                        "bar"),
                kept(
                        "labelmap keeps the old name",
                        rule(List.of(), "b", 0, "", "x", Action.LABELMAP),
                        "b",
                        "bar"),
                kept("labeldrop", rule(List.of(), "b|d", 0, "", "$1", Action.LABELDROP), "b", ""),
                kept(
                        "labeldrop needs the whole name",
                        rule(List.of(), "sam", 0, "", "$1", Action.LABELDROP),
                        "same",
                        "foo"),
                kept("labelkeep", rule(List.of(), "a", 0, "", "$1", Action.LABELKEEP), "b", ""),
                kept(
                        "labelkeep keeps",
                        rule(List.of(), "a", 0, "", "$1", Action.LABELKEEP),
                        "a",
                        "foo"),
                kept(
                        "lowercase",
                        rule(List.of("d"), "(.*)", 0, "d", "$1", Action.LOWERCASE),
                        "d",
                        "mixed"),
                kept(
                        "uppercase",
                        rule(List.of("d", "a"), "(.*)", 0, "x", "$1", Action.UPPERCASE),
                        "x",
                        "MIXED;FOO"),
                kept(
                        "lowercase of nothing removes",
                        rule(List.of("none"), "(.*)", 0, "d", "$1", Action.LOWERCASE),
                        "d",
                        ""));
    }

    /// The last eight bytes of the MD5 of `foo;bar`, big-endian, modulo 1000.
    private static final String JOINED_HASH = "750";

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void doesWhatPrometheusDoes(
            String what, RelabelRule rule, boolean isKept, String name, String value) {
        Map<String, String> labels = new TreeMap<>(LABELS);
        labels.put("same", "foo");
        labels.put("lines", "1\n2");

        assertThat(Relabeler.of(List.of(rule)).apply(labels)).isEqualTo(isKept);
        if (isKept) {
            assertThat(labels.getOrDefault(name, "")).isEqualTo(value);
        }
    }

    @Test
    void eachRuleSeesWhatTheOneBeforeItLeft() {
        Map<String, String> labels = new TreeMap<>(LABELS);
        Relabeler rules =
                Relabeler.of(
                        List.of(
                                replace(List.of("a"), "(.*)", "b", "$1"),
                                rule(List.of("b"), "foo", 0, "", "$1", Action.DROP)));

        assertThat(rules.apply(labels)).isFalse();
    }

    @Test
    void withoutRulesEverythingStays() {
        Map<String, String> labels = new TreeMap<>(LABELS);

        assertThat(Relabeler.NONE.apply(labels)).isTrue();
        assertThat(labels).isEqualTo(LABELS);
    }

    private static Arguments kept(String what, RelabelRule rule, String name, String value) {
        return Arguments.of(what, rule, true, name, value);
    }

    private static Arguments dropped(String what, RelabelRule rule) {
        return Arguments.of(what, rule, false, "", "");
    }

    private static RelabelRule replace(
            List<String> sources, String regex, String target, String replacement) {
        return rule(sources, regex, 0, target, replacement, Action.REPLACE);
    }

    private static RelabelRule rule(
            List<String> sources,
            String regex,
            long modulus,
            String target,
            String replacement,
            Action action) {
        return new RelabelRule(sources, ";", regex, modulus, target, replacement, action);
    }
}
