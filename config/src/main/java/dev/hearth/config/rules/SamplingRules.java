// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import dev.hearth.config.text.JsonText;
import dev.hearth.config.text.Structure;
import dev.hearth.config.text.YamlBlock;
import dev.hearth.config.text.YamlNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which part of the profiles of usage groups is kept.
///
/// @param probabilities probability from 0 to 1 with which a profile is kept, by usage group, by
///   the name as it is configured or, for one with places, as it is filled; groups that are not
///   named keep everything
public record SamplingRules(Map<String, Double> probabilities) {

    /// Keeps everything.
    public static final SamplingRules NONE = new SamplingRules(Map.of());

    /// Reads and writes them.
    public static final Structure<SamplingRules> STRUCTURE =
            new Structure<>(SamplingRules::read, SamplingRules::write);

    /// Keeps a copy of the map.
    public SamplingRules {
        probabilities = Map.copyOf(probabilities);
    }

    private static SamplingRules read(YamlNode node) {
        if (node instanceof YamlNode.Null) {
            return NONE;
        }
        YamlBlock block = new YamlBlock("the value", node);
        YamlNode groups = block.node("usage_groups");
        block.end();
        Map<String, Double> probabilities = new LinkedHashMap<>();
        if (groups != null) {
            YamlBlock.entries("usage_groups", groups)
                    .forEach((name, value) -> probabilities.put(name, probability(name, value)));
        }
        return new SamplingRules(probabilities);
    }

    private static double probability(String name, YamlNode node) {
        String what = "usage group \"%s\"".formatted(name);
        YamlBlock block = new YamlBlock(what, node);
        @Nullable Double probability = block.fraction("probability");
        block.end();
        if (probability == null) {
            throw new IllegalArgumentException(
                    what + ": probability is missing (expected a number from 0 to 1)");
        }
        return probability;
    }

    private static String write(SamplingRules rules) {
        if (rules.probabilities().isEmpty()) {
            return "{}";
        }
        JsonText groups = new JsonText();
        new TreeMap<>(rules.probabilities())
                .forEach((name, value) ->
                        groups.raw(name, new JsonText().raw("probability", value)));
        return new JsonText().raw("usage_groups", groups).toString();
    }
}
