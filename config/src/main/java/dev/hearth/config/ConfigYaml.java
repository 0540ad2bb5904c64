// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.text.JsonText;
import dev.hearth.model.TenantId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
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
        return text(settings, flag -> differs(flag, settings, Settings.defaults()));
    }

    /// The defaults.
    public String defaults() {
        return text(Settings.defaults(), _ -> true);
    }

    /// Settings of tenants, as a runtime file has them.
    ///
    /// @param flags what is shown, if it is wanted
    static String overrides(
            SortedMap<TenantId, Settings> tenants,
            List<Flag<?>> flags,
            BiPredicate<Flag<?>, Settings> wanted) {
        Map<String, Object> blocks = new LinkedHashMap<>();
        tenants.forEach((tenant, settings) -> {
            Map<String, Object> block = new TreeMap<>();
            for (Flag<?> flag : flags) {
                if (wanted.test(flag, settings)) {
                    String path = flag.yamlPath();
                    String key = path.substring(path.indexOf('.') + 1);
                    put(block, key, value(flag, settings));
                }
            }
            blocks.put(JsonText.quoted(tenant.value()), block.isEmpty() ? "{}" : block);
        });
        if (blocks.isEmpty()) {
            return "overrides: {}\n";
        }
        StringBuilder text = new StringBuilder();
        append(text, Map.of("overrides", blocks), 0);
        return text.toString();
    }

    static <T> boolean differs(Flag<T> flag, Settings left, Settings right) {
        return !left.get(flag).equals(right.get(flag));
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

    private static void put(Map<String, Object> root, Flag<?> flag, Settings from) {
        put(root, flag.yamlPath(), value(flag, from));
    }

    @SuppressWarnings("unchecked") // maps are put here only
    private static void put(Map<String, Object> root, String path, String value) {
        String[] keys = path.split("\\.", -1);
        Map<String, Object> block = root;
        for (int i = 0; i < keys.length - 1; i++) {
            block =
                    (Map<String, Object>)
                            block.computeIfAbsent(keys[i], _ -> new TreeMap<String, Object>());
        }
        block.put(keys[keys.length - 1], value);
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
