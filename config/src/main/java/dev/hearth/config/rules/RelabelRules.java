// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import dev.hearth.config.rules.RelabelRule.Action;
import dev.hearth.config.text.JsonText;
import dev.hearth.config.text.Structure;
import dev.hearth.config.text.YamlBlock;
import dev.hearth.config.text.YamlNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Lists of relabelling rules as YAML has them.
public final class RelabelRules {

    /// Reads and writes them.
    public static final Structure<List<RelabelRule>> STRUCTURE =
            new Structure<>(RelabelRules::read, RelabelRules::write);

    private RelabelRules() {}

    private static List<RelabelRule> read(YamlNode node) {
        if (node instanceof YamlNode.Null) {
            return List.of();
        }
        List<RelabelRule> rules = new ArrayList<>();
        for (YamlNode item : YamlBlock.items("the value", node)) {
            rules.add(rule("rule " + (rules.size() + 1), item));
        }
        return List.copyOf(rules);
    }

    private static RelabelRule rule(String what, YamlNode node) {
        YamlBlock block = new YamlBlock(what, node);
        List<String> sourceLabels = block.texts("source_labels");
        String separator = block.text("separator", RelabelRule.DEFAULT_SEPARATOR);
        String regex = block.text("regex", RelabelRule.DEFAULT_REGEX);
        long modulus = block.count("modulus");
        String targetLabel = block.text("target_label", "");
        String replacement = block.text("replacement", RelabelRule.DEFAULT_REPLACEMENT);
        Action action = action(block);
        block.end();
        try {
            return new RelabelRule(
                    sourceLabels, separator, regex, modulus, targetLabel, replacement, action);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
        }
    }

    private static Action action(YamlBlock block) {
        String name = block.text("action", "replace");
        for (Action action : Action.values()) {
            if (action.name().equals(name.toUpperCase(Locale.ROOT))) {
                return action;
            }
        }
        String names =
                Arrays.stream(Action.values())
                        .map(RelabelChecks::name)
                        .collect(Collectors.joining(", "));
        throw block.wrong("action", name, "one of " + names);
    }

    private static String write(List<RelabelRule> rules) {
        return rules.stream().map(RelabelRules::write).collect(Collectors.joining(",", "[", "]"));
    }

    /// What is as by default is left out.
    private static String write(RelabelRule rule) {
        JsonText text = new JsonText();
        if (!rule.sourceLabels().isEmpty()) {
            text.raw(
                    "source_labels",
                    rule.sourceLabels().stream()
                            .map(JsonText::quoted)
                            .collect(Collectors.joining(",", "[", "]")));
        }
        if (!rule.separator().equals(RelabelRule.DEFAULT_SEPARATOR)) {
            text.text("separator", rule.separator());
        }
        if (!rule.regex().equals(RelabelRule.DEFAULT_REGEX)) {
            text.text("regex", rule.regex());
        }
        if (rule.modulus() != 0) {
            text.raw("modulus", rule.modulus());
        }
        if (!rule.targetLabel().isEmpty()) {
            text.text("target_label", rule.targetLabel());
        }
        if (!rule.replacement().equals(RelabelRule.DEFAULT_REPLACEMENT)) {
            text.text("replacement", rule.replacement());
        }
        return text.text("action", RelabelChecks.name(rule.action())).toString();
    }
}
