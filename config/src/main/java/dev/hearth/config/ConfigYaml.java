// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.text.JsonText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Settings as a YAML text that could be read again, except for secrets, which are stars.
public final class ConfigYaml {

    private final List<Flag<?>> flags;
    private final Settings settings;

    /// @param flags all flags, in the order in which they are shown
    /// @param settings their values
    public ConfigYaml(List<Flag<?>> flags, Settings settings) {
        this.flags = List.copyOf(flags);
        this.settings = settings;
    }

    /// Every setting.
    public String current() {
        return text(settings, _ -> true);
    }

    /// What differs from the defaults.
    public String diff() {
        return text(settings, this::differs);
    }

    /// The defaults.
    public String defaults() {
        return text(Settings.defaults(), _ -> true);
    }

    private <T> boolean differs(Flag<T> flag) {
        return !settings.get(flag).equals(flag.defaultValue());
    }

    private String text(Settings from, Predicate<Flag<?>> wanted) {
        Map<String, Object> root = new TreeMap<>();
        for (Flag<?> flag : flags) {
            if (!flag.yamlPath().isEmpty() && wanted.test(flag)) {
                put(root, flag, from);
            }
        }
        StringBuilder text = new StringBuilder();
        append(text, root, 0);
        return root.isEmpty() ? "{}\n" : text.toString();
    }

    @SuppressWarnings("unchecked") // maps are put here only
    private static void put(Map<String, Object> root, Flag<?> flag, Settings from) {
        String[] keys = flag.yamlPath().split("\\.", -1);
        Map<String, Object> block = root;
        for (int i = 0; i < keys.length - 1; i++) {
            block =
                    (Map<String, Object>)
                            block.computeIfAbsent(keys[i], _ -> new TreeMap<String, Object>());
        }
        block.put(keys[keys.length - 1], value(flag, from));
    }

    private static <T> String value(Flag<T> flag, Settings from) {
        String text = from.text(flag);
        return flag.isText() || flag.isList() ? JsonText.quoted(text) : text;
    }

    @SuppressWarnings("unchecked") // see put
    private static void append(StringBuilder text, Map<String, Object> block, int depth) {
        block.forEach((key, value) -> {
            text.append("  ".repeat(depth)).append(key).append(':');
            if (value instanceof Map<?, ?> below) {
                text.append('\n');
                append(text, (Map<String, Object>) below, depth + 1);
            } else {
                text.append(' ').append(value).append('\n');
            }
        });
    }
}
