// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the keys of one block, each at most once, and finds those that nobody asked for.
///
/// Every method throws [IllegalArgumentException] with a message for the operator that says which
/// block and which key is meant.
public final class YamlBlock {

    private final String what;
    private final Map<String, YamlNode> entries;
    private final Set<String> known = new LinkedHashSet<>();

    /// @param what the block, for messages: `rule 2`
    public YamlBlock(String what, YamlNode node) {
        if (!(node instanceof YamlNode.Mapping(Map<String, YamlNode> found, _))) {
            throw new IllegalArgumentException(
                    "%s is %s (expected a block of keys)".formatted(what, node.kind()));
        }
        this.what = what;
        this.entries = found;
    }

    /// The items of a list.
    public static List<YamlNode> items(String what, YamlNode node) {
        if (!(node instanceof YamlNode.Sequence(List<YamlNode> items, _))) {
            throw new IllegalArgumentException(
                    "%s is %s (expected a list)".formatted(what, node.kind()));
        }
        return items;
    }

    /// The entries of a block whose keys are free.
    public static Map<String, YamlNode> entries(String what, YamlNode node) {
        return new YamlBlock(what, node).entries;
    }

    /// What stands below a key, or null if nothing does.
    public @Nullable YamlNode node(String key) {
        known.add(key);
        YamlNode node = entries.get(key);
        return node instanceof YamlNode.Null ? null : node;
    }

    /// A text, or null if there is none.
    public @Nullable String text(String key) {
        YamlNode node = node(key);
        return node == null ? null : scalar(key, node);
    }

    /// A text.
    public String text(String key, String fallback) {
        String text = text(key);
        return text == null ? fallback : text;
    }

    /// A list of texts; empty if there is none.
    public List<String> texts(String key) {
        YamlNode node = node(key);
        List<String> texts = new ArrayList<>();
        if (node != null) {
            for (YamlNode item : items(what + ": " + key, node)) {
                texts.add(scalar(key, item));
            }
        }
        return texts;
    }

    /// A whole number that is not negative; 0 if there is none.
    public long count(String key) {
        String text = text(key, "0");
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException _) {
            // falls through to the one message
        }
        throw wrong(key, text, "a whole number from 0");
    }

    /// A number from 0 to 1, or null if there is none.
    public @Nullable Double fraction(String key) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException _) {
            // falls through to the one message
        }
        throw wrong(key, text, "a number from 0 to 1");
    }

    /// True or false; false if there is none.
    public boolean flag(String key) {
        String text = text(key, "false");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, text, "true or false");
        };
    }

    /// A duration that is not negative; zero if there is none.
    public Duration duration(String key) {
        String text = text(key, "0");
        try {
            Duration duration = DurationText.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (IllegalArgumentException _) {
            // falls through to the one message
        }
        throw wrong(key, text, "a duration, for instance 1m");
    }

    /// Refuses keys that were not asked for.
    public void end() {
        for (String key : entries.keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        "%s has the unknown key %s (expected some of %s)"
                                .formatted(what, key, String.join(", ", known)));
            }
        }
    }

    /// The error of a value.
    public IllegalArgumentException wrong(String key, String value, String expected) {
        return new IllegalArgumentException(
                "%s: %s is \"%s\" (expected %s)".formatted(what, key, value, expected));
    }

    private String scalar(String key, YamlNode node) {
        if (!(node instanceof YamlNode.Scalar(String text, _))) {
            throw new IllegalArgumentException(
                    "%s: %s is %s (expected a value)".formatted(what, key, node.kind()));
        }
        return text;
    }
}
