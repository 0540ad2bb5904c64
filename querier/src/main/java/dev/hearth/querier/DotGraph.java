// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.CallTree;
import dev.hearth.model.ProfileType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Writes functions and calls in the language of Graphviz, in the shape that users of `go tool
/// pprof` know: a box for each function with its self and total value, an arrow for each call.
final class DotGraph {

    /// Functions shown if the request does not say how many.
    static final int DEFAULT_NODES = 100;

    private static final int LARGEST_FONT = 24;
    private static final int SMALLEST_FONT = 8;

    private final CallTree tree;
    private final ProfileType type;
    private final FunctionGraph graph;
    private final StringBuilder text = new StringBuilder();

    /// @param maxNodes functions to show
    DotGraph(CallTree tree, ProfileType type, int maxNodes) {
        this.tree = tree;
        this.type = type;
        this.graph = new FunctionGraph(tree, maxNodes);
    }

    /// The graph; empty for an empty tree.
    String write() {
        if (graph.nodes().isEmpty()) {
            return "";
        }
        String title = quoted(type.sampleType());
        text.append("digraph ").append(title).append(" {\n");
        text.append("node [style=filled fillcolor=\"#f8f8f8\"]\n");
        text.append("subgraph cluster_L { ")
                .append(title)
                .append(" [shape=box fontsize=16 label=\"");
        text.append("Type: ").append(escaped(type.sampleType())).append("\\l");
        text.append("Total: ").append(value(tree.total())).append("\\l\"] }\n");
        Map<FunctionGraph.Node, Integer> numbers = new HashMap<>();
        for (FunctionGraph.Node node : graph.nodes()) {
            numbers.put(node, numbers.size() + 1);
            node(node, numbers.size());
        }
        for (FunctionGraph.Edge edge : graph.edges()) {
            Integer from = numbers.get(edge.from);
            Integer to = numbers.get(edge.to);
            text.append('N').append(from).append(" -> N").append(to);
            text.append(" [label=\" ").append(value(edge.weight));
            text.append("\" weight=").append(1 + percent(edge.weight));
            text.append(edge.isIndirect ? " style=\"dotted\"]\n" : "]\n");
        }
        return text.append("}\n").toString();
    }

    private void node(FunctionGraph.Node node, int number) {
        String name = escaped(tree.strings().get(node.name));
        text.append('N').append(number).append(" [label=\"").append(name).append("\\n");
        if (node.self > 0) {
            text.append(share(node.self));
        } else {
            text.append('0');
        }
        if (node.total != node.self) {
            text.append("\\nof ").append(share(node.total));
        }
        double weight = Math.sqrt((double) node.self / tree.total());
        long font = SMALLEST_FONT + Math.round((LARGEST_FONT - SMALLEST_FONT) * weight);
        text.append("\" id=\"node").append(number);
        text.append("\" fontsize=").append(font);
        text.append(" shape=box tooltip=\"").append(name);
        text.append(" (").append(value(node.total)).append(")\"]\n");
    }

    private String share(long part) {
        double share = 100.0 * part / tree.total();
        return "%s (%s)".formatted(value(part), String.format(Locale.ROOT, "%.2f%%", share));
    }

    private long percent(long part) {
        return (long) (100.0 * part / tree.total());
    }

    private String value(long amount) {
        return switch (type.sampleUnit()) {
            case "nanoseconds" -> scaled(amount, 1000, "ns", "us", "ms", "s");
            case "bytes" -> scaled(amount, 1024, "B", "kB", "MB", "GB", "TB");
            default -> Long.toString(amount);
        };
    }

    private static String scaled(long amount, int factor, String... units) {
        double rest = amount;
        int unit = 0;
        while (rest >= factor && unit < units.length - 1) {
            rest /= factor;
            unit++;
        }
        String digits = String.format(Locale.ROOT, "%.2f", rest).replaceAll("\\.?0+$", "");
        return digits + units[unit];
    }

    private static String quoted(String name) {
        return '"' + escaped(name) + '"';
    }

    private static String escaped(String name) {
        return name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
