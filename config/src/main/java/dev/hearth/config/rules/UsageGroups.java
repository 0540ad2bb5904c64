// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import dev.hearth.config.text.JsonText;
import dev.hearth.config.text.Structure;
import dev.hearth.config.text.YamlBlock;
import dev.hearth.config.text.YamlNode;
import dev.hearth.model.LabelMatcher;
import dev.hearth.model.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Usage groups as YAML has them: names and selectors.
public final class UsageGroups {

    /// Most groups of a tenant: each is a series of several metrics.
    public static final int MAX_GROUPS = 50;

    /// Reads and writes them.
    public static final Structure<List<UsageGroup>> STRUCTURE =
            new Structure<>(UsageGroups::read, UsageGroups::write);

    private UsageGroups() {}

    private static List<UsageGroup> read(YamlNode node) {
        if (node instanceof YamlNode.Null) {
            return List.of();
        }
        Map<String, YamlNode> entries = YamlBlock.entries("the value", node);
        if (entries.size() > MAX_GROUPS) {
            throw new IllegalArgumentException(
                    "there are %d usage groups (expected at most %d)"
                            .formatted(entries.size(), MAX_GROUPS));
        }
        List<UsageGroup> groups = new ArrayList<>();
        YamlBlock block = new YamlBlock("the value", node);
        for (String name : entries.keySet()) {
            groups.add(new UsageGroup(name, selector(name, block.text(name, ""))));
        }
        return List.copyOf(groups);
    }

    private static Selector selector(String name, String text) {
        try {
            return Selector.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "usage group \"%s\": %s".formatted(name, e.getMessage()), e);
        }
    }

    private static String write(List<UsageGroup> groups) {
        JsonText text = new JsonText();
        for (UsageGroup group : groups) {
            text.text(
                    group.name(),
                    group.selector().matchers().stream()
                            .map(UsageGroups::write)
                            .collect(Collectors.joining(",", "{", "}")));
        }
        return text.toString();
    }

    private static String write(LabelMatcher matcher) {
        return matcher.name() + matcher.operator().text() + JsonText.quoted(matcher.value());
    }
}
