// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import dev.hearth.config.text.DurationText;
import dev.hearth.config.text.JsonText;
import dev.hearth.config.text.Structure;
import dev.hearth.config.text.YamlBlock;
import dev.hearth.config.text.YamlNode;
import dev.hearth.model.LabelMatcher;
import dev.hearth.model.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Retention by selector as YAML has it: a list of blocks with `selector`, `priority` and `period`.
public final class StreamRetentions {

    /// Most of them: each is tried on every series.
    public static final int MAX_STREAMS = 100;

    /// Reads and writes them.
    public static final Structure<List<StreamRetention>> STRUCTURE =
            new Structure<>(StreamRetentions::read, StreamRetentions::write);

    private StreamRetentions() {}

    private static List<StreamRetention> read(YamlNode node) {
        if (node instanceof YamlNode.Null) {
            return List.of();
        }
        List<YamlNode> items = YamlBlock.items("the value", node);
        if (items.size() > MAX_STREAMS) {
            throw new IllegalArgumentException(
                    "there are %d selectors (expected at most %d)"
                            .formatted(items.size(), MAX_STREAMS));
        }
        List<StreamRetention> streams = new ArrayList<>();
        for (YamlNode item : items) {
            streams.add(stream("stream " + (streams.size() + 1), item));
        }
        return List.copyOf(streams);
    }

    private static StreamRetention stream(String what, YamlNode node) {
        YamlBlock block = new YamlBlock(what, node);
        String selector = block.text("selector");
        long priority = block.count("priority");
        String period = block.text("period");
        if (selector == null || period == null) {
            throw new IllegalArgumentException(
                    "%s lacks %s (expected a selector and a period)"
                            .formatted(what, selector == null ? "selector" : "period"));
        }
        try {
            StreamRetention stream =
                    new StreamRetention(
                            Selector.parse(selector), priority, block.duration("period"));
            block.end();
            return stream;
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(what)
                    ? e
                    : new IllegalArgumentException(what + ": " + message, e);
        }
    }

    private static String write(List<StreamRetention> streams) {
        return streams.stream()
                .map(StreamRetentions::write)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String write(StreamRetention stream) {
        return new JsonText()
                .text("selector", text(stream.selector()))
                .raw("priority", stream.priority())
                .text("period", DurationText.format(stream.period()))
                .toString();
    }

    private static String text(Selector selector) {
        return selector.matchers().stream()
                .map(StreamRetentions::text)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String text(LabelMatcher matcher) {
        return matcher.name() + matcher.operator().text() + JsonText.quoted(matcher.value());
    }
}
