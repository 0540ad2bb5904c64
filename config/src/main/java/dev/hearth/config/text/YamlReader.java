// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.text;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Turns a YAML text into [YamlNode]s. Of use once.
///
/// Aliases may repeat a block many times over, so what comes out is bounded, not only what goes in.
final class YamlReader {

    /// Characters of a text.
    private static final int MAX_CHARACTERS = 16 << 20;

    /// Nodes of the result: overrides of some ten thousand tenants.
    private static final int MAX_NODES = 2_000_000;

    private static final int MAX_DEPTH = 50;

    private int nodes;

    YamlNode read(String text) throws YamlException {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setMaxAliasesForCollections(MAX_NODES);
        options.setNestingDepthLimit(MAX_DEPTH);
        try {
            @Nullable Node root = new Yaml(options).compose(new StringReader(text));
            return root == null ? new YamlNode.Null(1) : convert(root, 0);
        } catch (MarkedYAMLException e) {
            throw new YamlException(line(e.getProblemMark()), String.valueOf(e.getProblem()));
        } catch (YAMLException e) {
            throw new YamlException(1, String.valueOf(e.getMessage()));
        }
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 1 : mark.getLine() + 1;
    }

    private YamlNode convert(Node node, int depth) throws YamlException {
        int line = line(node.getStartMark());
        if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw new YamlException(
                    line,
                    "the text is too large with its aliases (expected at most %d values, %d deep)"
                            .formatted(MAX_NODES, MAX_DEPTH));
        }
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new YamlNode.Null(line);
            case ScalarNode scalar -> new YamlNode.Scalar(scalar.getValue(), line);
            case SequenceNode sequence -> sequence(sequence, line, depth);
            case MappingNode mapping -> mapping(mapping, line, depth);
            default -> throw new YamlException(line, "an alias leads nowhere");
        };
    }

    private YamlNode sequence(SequenceNode node, int line, int depth) throws YamlException {
        List<YamlNode> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            items.add(convert(item, depth + 1));
        }
        return new YamlNode.Sequence(items, line);
    }

    private YamlNode.Mapping mapping(MappingNode node, int line, int depth) throws YamlException {
        Map<String, YamlNode> own = new LinkedHashMap<>();
        Map<String, YamlNode> merged = new LinkedHashMap<>();
        for (NodeTuple entry : node.getValue()) {
            int at = line(entry.getKeyNode().getStartMark());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw new YamlException(at, "a key is a list or a block (expected a word)");
            }
            YamlNode value = convert(entry.getValueNode(), depth + 1);
            if (key.getTag().equals(Tag.MERGE)) {
                merge(merged, value);
            } else if (own.put(key.getValue(), at(value, at)) != null) {
                throw new YamlException(at, "key \"%s\" is there twice".formatted(key.getValue()));
            }
        }
        merged.forEach(own::putIfAbsent);
        return new YamlNode.Mapping(own, line);
    }

    /// A scalar of an alias stands where the alias is, not where its anchor is.
    private static YamlNode at(YamlNode value, int line) {
        return switch (value) {
            case YamlNode.Null _ -> new YamlNode.Null(line);
            case YamlNode.Scalar(String text, _) -> new YamlNode.Scalar(text, line);
            case YamlNode.Sequence _, YamlNode.Mapping _ -> value;
        };
    }

    /// What is merged first wins.
    private static void merge(Map<String, YamlNode> merged, YamlNode value) throws YamlException {
        switch (value) {
            case YamlNode.Mapping(Map<String, YamlNode> entries, _) ->
                    entries.forEach(merged::putIfAbsent);
            case YamlNode.Sequence(List<YamlNode> items, _) -> {
                for (YamlNode item : items) {
                    if (!(item instanceof YamlNode.Mapping)) {
                        throw unmerged(item);
                    }
                    merge(merged, item);
                }
            }
            case YamlNode.Scalar _, YamlNode.Null _ -> throw unmerged(value);
        }
    }

    private static YamlException unmerged(YamlNode value) {
        return new YamlException(
                value.line(), "<< is %s (expected a block to merge)".formatted(value.kind()));
    }
}
