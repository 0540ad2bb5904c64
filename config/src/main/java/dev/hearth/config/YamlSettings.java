// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.text.YamlException;
import dev.hearth.config.text.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads flags from a YAML text.
final class YamlSettings {

    private final FlagSet flags;
    private final String file;
    private final Map<Flag<?>, String> texts = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable PeerNames peers;

    private YamlSettings(FlagSet flags, String file) {
        this.flags = flags;
        this.file = file;
    }

    /// @param file name of the file, for messages
    /// @throws ConfigException if it is no YAML, or has a key that nobody knows
    static YamlSettings parse(FlagSet flags, String file, String yaml) throws ConfigException {
        YamlSettings settings = new YamlSettings(flags, file);
        try {
            YamlNode root = YamlNode.parse(yaml);
            if (!(root instanceof YamlNode.Null)) {
                settings.read("", root);
            }
        } catch (YamlException e) {
            throw new ConfigException(
                    "configuration file %s is no YAML: %s".formatted(file, e.getMessage()));
        }
        return settings;
    }

    Map<Flag<?>, String> texts() {
        return texts;
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
                    "key %s in %s is Pyroscope's and has no effect: Hearth has nothing that it could set"
                            .formatted(path, file));
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
        if (hasBelow(path)) {
            return new ConfigException(
                    "key %s in %s is %s (expected further keys below it)"
                            .formatted(path, file, node.kind()));
        }
        return path.isEmpty()
                ? new ConfigException(
                        "configuration file %s has no keys (expected key: value)".formatted(file))
                : new ConfigException(
                        "key %s in %s is unknown%s"
                                .formatted(path, file, flags.suggestYamlPath(path)));
    }

    private void set(String path, Flag<?> flag, YamlNode node) throws ConfigException {
        switch (node) {
            case YamlNode.Null _ -> {}
            case YamlNode.Scalar(String text, _) -> texts.put(flag, text);
            case YamlNode.Sequence(List<YamlNode> items, _) when flag.isList() ->
                    texts.put(flag, list(path, items));
            case YamlNode.Sequence _, YamlNode.Mapping _ -> {
                if (!flag.isStructure()) {
                    throw new ConfigException(
                            "key %s in %s is %s (expected %s)"
                                    .formatted(path, file, node.kind(), flag.typeName()));
                }
                texts.put(flag, node.json());
            }
        }
    }

    private String list(String path, List<YamlNode> items) throws ConfigException {
        List<String> parts = new ArrayList<>();
        for (YamlNode item : items) {
            if (!(item instanceof YamlNode.Scalar(String text, _))) {
                throw new ConfigException(
                        "key %s in %s has %s in its list (expected values)"
                                .formatted(path, file, item.kind()));
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
