// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All flags of a program, found by name and by place in YAML.
final class FlagSet {

    private final List<Flag<?>> flags;
    private final Map<String, Flag<?>> byName = new HashMap<>();
    private final Map<String, Flag<?>> byYamlPath = new HashMap<>();

    /// @throws IllegalArgumentException if two flags share a name or a place
    FlagSet(List<Flag<?>> flags) {
        List<Flag<?>> sorted = new ArrayList<>(flags);
        sorted.sort(Comparator.comparing(Flag::name));
        this.flags = List.copyOf(sorted);
        for (Flag<?> flag : sorted) {
            if (byName.put(flag.name(), flag) != null) {
                throw new IllegalArgumentException("flag %s is declared twice".formatted(flag));
            }
            if (!flag.yamlPath().isEmpty() && byYamlPath.put(flag.yamlPath(), flag) != null) {
                throw new IllegalArgumentException(
                        "YAML key %s is declared twice".formatted(flag.yamlPath()));
            }
        }
    }

    /// Sorted by name.
    List<Flag<?>> all() {
        return flags;
    }

    @Nullable Flag<?> named(String name) {
        return byName.get(name);
    }

    @Nullable Flag<?> atYamlPath(String path) {
        return byYamlPath.get(path);
    }

    /// The question that follows an unknown flag: ` (did you mean -x?)`, or nothing.
    String suggestFlag(String name) {
        return Suggestion.of(name, byName.keySet(), "-");
    }

    /// The question that follows an unknown YAML key.
    ///
    /// @param hidden beginning of all paths that is not to be told
    String suggestYamlPath(String path, String hidden) {
        List<String> told =
                byYamlPath.keySet().stream()
                        .filter(known -> known.startsWith(hidden))
                        .map(known -> known.substring(hidden.length()))
                        .toList();
        return Suggestion.of(path.substring(hidden.length()), told, "");
    }
}
