// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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
        YAMLMapper mapper =
                YAMLMapper.builder(
                                YAMLFactory.builder()
                                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                        .build())
                        .build();
        try {
            JsonNode root = mapper.readTree(yaml);
            if (root != null && !root.isMissingNode() && !root.isNull()) {
                settings.read("", root);
            }
        } catch (JsonProcessingException e) {
            throw new ConfigException(
                    "configuration file %s is no YAML: %s".formatted(file, e.getOriginalMessage()));
        }
        return settings;
    }

    Map<Flag<?>, String> texts() {
        return texts;
    }

    List<String> warnings() {
        return warnings;
    }

    private void read(String path, JsonNode node) throws ConfigException {
        Flag<?> flag = flags.atYamlPath(path);
        if (flag != null) {
            set(path, flag, node);
        } else if (isPeers(path)) {
            warnings.add(
                    "key %s in %s is Pyroscope's and has no effect: Hearth has nothing that it could set"
                            .formatted(path, file));
        } else if (node.isObject() && (path.isEmpty() || hasBelow(path))) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                read(
                        path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                        field.getValue());
            }
        } else if (!isEmpty(node) || !hasBelow(path)) {
            throw unknown(path, node);
        }
    }

    /// Whether nothing follows a key.
    private static boolean isEmpty(JsonNode node) {
        return node.isNull() || (node.isTextual() && node.asText().isEmpty());
    }

    private ConfigException unknown(String path, JsonNode node) {
        if (hasBelow(path)) {
            return new ConfigException(
                    "key %s in %s is %s (expected further keys below it)"
                            .formatted(path, file, node.isArray() ? "a list" : "a value"));
        }
        return path.isEmpty()
                ? new ConfigException(
                        "configuration file %s has no keys (expected key: value)".formatted(file))
                : new ConfigException(
                        "key %s in %s is unknown%s"
                                .formatted(path, file, flags.suggestYamlPath(path)));
    }

    private void set(String path, Flag<?> flag, JsonNode node) throws ConfigException {
        if (node.isNull()) {
            return;
        }
        if (node.isArray() && flag.isList()) {
            List<String> parts = new ArrayList<>();
            node.forEach(part -> parts.add(part.asText()));
            texts.put(flag, String.join(",", parts));
        } else if (node.isValueNode()) {
            texts.put(flag, node.asText());
        } else {
            throw new ConfigException(
                    "key %s in %s is %s (expected %s)"
                            .formatted(
                                    path,
                                    file,
                                    node.isArray() ? "a list" : "a block",
                                    flag.typeName()));
        }
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
