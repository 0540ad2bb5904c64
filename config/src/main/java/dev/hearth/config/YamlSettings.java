// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.text.YamlException;
import dev.hearth.config.text.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Reads flags from YAML.
final class YamlSettings {

    /// A value and what to call the place where it stands.
    ///
    /// @param value anything but [YamlNode.Null]
    /// @param place for messages: `key a.b in config.yaml`
    record Written(YamlNode value, String place) {

        /// The value as the text that the flag reads.
        String text() {
            return switch (value) {
                case YamlNode.Scalar(String text, _) -> text;
                case YamlNode.Null _, YamlNode.Sequence _, YamlNode.Mapping _ -> value.json();
            };
        }
    }

    private final FlagSet flags;
    private final String hidden;
    private final Map<Flag<?>, Written> values = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final BiFunction<String, YamlNode, String> places;
    private @Nullable PeerNames peers;

    /// @param hidden beginning of paths that the operator does not write
    private YamlSettings(
            FlagSet flags, String hidden, BiFunction<String, YamlNode, String> places) {
        this.flags = flags;
        this.hidden = hidden;
        this.places = places;
    }

    /// @param file name of the file, for messages
    /// @throws ConfigException if it is no YAML, or has a key that nobody knows
    static YamlSettings parse(FlagSet flags, String file, String yaml) throws ConfigException {
        YamlSettings settings =
                new YamlSettings(flags, "", (path, _) -> "key %s in %s".formatted(path, file));
        try {
            YamlNode root = YamlNode.parse(yaml);
            if (root instanceof YamlNode.Scalar || root instanceof YamlNode.Sequence) {
                throw new ConfigException(
                        "configuration file %s has no keys (expected key: value)".formatted(file));
            }
            if (root instanceof YamlNode.Mapping) {
                settings.read("", root);
            }
        } catch (YamlException e) {
            throw new ConfigException(
                    "configuration file %s is no YAML: %s".formatted(file, e.getMessage()));
        }
        return settings;
    }

    /// Reads a block that stands elsewhere than its keys say.
    ///
    /// @param path keys from the top where the block belongs: `limits`
    /// @param places what to call a key, given its path from the top, and its value
    /// @throws ConfigException if it has a key that nobody knows
    static YamlSettings parse(
            FlagSet flags, String path, YamlNode block, BiFunction<String, YamlNode, String> places)
            throws ConfigException {
        YamlSettings settings = new YamlSettings(flags, path + ".", places);
        settings.read(path, block);
        return settings;
    }

    Map<Flag<?>, Written> values() {
        return values;
    }

    List<String> warnings() {
        return warnings;
    }

    private void read(String path, YamlNode node) throws ConfigException {
        Flag<?> flag = flags.atYamlPath(path);
        if (flag != null) {
            set(path, flag, node);
        } else if (isPeers(path)) {
            warnings.add(
                    "%s is Pyroscope's and has no effect: Hearth has nothing that it could set"
                            .formatted(places.apply(path, node)));
        } else if (node instanceof YamlNode.Mapping(Map<String, YamlNode> entries, _)
                && (path.isEmpty() || hasBelow(path))) {
            for (Map.Entry<String, YamlNode> field : entries.entrySet()) {
                read(
                        path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                        field.getValue());
            }
        } else if (!isEmpty(node) || !hasBelow(path)) {
            throw unknown(path, node);
        }
    }

    /// Whether nothing follows a key.
    private static boolean isEmpty(YamlNode node) {
        return node instanceof YamlNode.Null
                || (node instanceof YamlNode.Scalar(String text, _) && text.isEmpty());
    }

    private ConfigException unknown(String path, YamlNode node) {
        String place = places.apply(path, node);
        return hasBelow(path)
                ? new ConfigException(
                        "%s is %s (expected further keys below it)".formatted(place, node.kind()))
                : new ConfigException(
                        "%s is unknown%s".formatted(place, flags.suggestYamlPath(path, hidden)));
    }

    private void set(String path, Flag<?> flag, YamlNode node) throws ConfigException {
        String place = places.apply(path, node);
        switch (node) {
            case YamlNode.Null _ -> {}
            case YamlNode.Scalar _ -> values.put(flag, new Written(node, place));
            case YamlNode.Sequence(List<YamlNode> items, int line) when flag.isList() ->
                    values.put(
                            flag,
                            new Written(new YamlNode.Scalar(list(place, items), line), place));
            case YamlNode.Sequence _, YamlNode.Mapping _ -> {
                if (!flag.isStructure()) {
                    throw new ConfigException(
                            "%s is %s (expected %s)"
                                    .formatted(place, node.kind(), flag.typeName()));
                }
                values.put(flag, new Written(node, place));
            }
        }
    }

    private static String list(String place, List<YamlNode> items) throws ConfigException {
        List<String> parts = new ArrayList<>();
        for (YamlNode item : items) {
            if (!(item instanceof YamlNode.Scalar(String text, _))) {
                throw new ConfigException(
                        "%s has %s in its list (expected values)".formatted(place, item.kind()));
            }
            parts.add(text);
        }
        return String.join(",", parts);
    }

    private boolean hasBelow(String path) {
        String prefix = path + ".";
        return flags.all().stream().anyMatch(flag -> flag.yamlPath().startsWith(prefix))
                || (peers != null && peers.hasBelow(prefix));
    }

    private boolean isPeers(String path) {
        if (peers == null) {
            peers = PeerNames.yamlKeys();
        }
        return !path.isEmpty() && !ownBelow(path) && peers.contains(path);
    }

    /// Whether a key of ours stands below: then the block is read key by key.
    private boolean ownBelow(String path) {
        String prefix = path + ".";
        return flags.all().stream().anyMatch(flag -> flag.yamlPath().startsWith(prefix));
    }
}
