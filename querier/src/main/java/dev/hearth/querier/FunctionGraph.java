// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.CallTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Functions and who calls whom: a tree with equal names made one node. What a stack costs counts
/// once for each function and each call on it, however often they recur.
final class FunctionGraph {

    /// One function.
    static final class Node {
        final int name;
        long self;
        long total;
        boolean isShown;

        /// How often it is on the path that is being walked.
        private int onPath;

        Node(int name) {
            this.name = name;
        }
    }

    /// One function that calls another, perhaps through functions that are not shown.
    static final class Edge {
        final Node from;
        final Node to;
        long weight;
        boolean isIndirect;

        private int onPath;

        Edge(Node from, Node to) {
            this.from = from;
            this.to = to;
        }
    }

    private record Call(Node from, Node to) {}

    private final CallTree tree;
    private final Node[] byName;
    private final List<Node> shown;
    private final Map<Call, Edge> edges = new LinkedHashMap<>();

    /// @param maxNodes functions to show: those with the largest totals
    FunctionGraph(CallTree tree, int maxNodes) {
        this.tree = tree;
        this.byName = new Node[tree.strings().size()];
        sum();
        this.shown =
                Arrays.stream(byName)
                        .filter(node -> node != null)
                        .sorted(
                                Comparator.comparingLong((Node node) -> node.total)
                                        .thenComparingLong(node -> node.self)
                                        .reversed()
                                        .thenComparing(node -> tree.strings().get(node.name)))
                        .limit(maxNodes)
                        .toList();
        shown.forEach(node -> node.isShown = true);
        connect();
    }

    /// The functions shown, the largest first.
    List<Node> nodes() {
        return shown;
    }

    /// The calls among them, the heaviest first.
    List<Edge> edges() {
        List<Edge> sorted = new ArrayList<>(edges.values());
        sorted.sort(Comparator.comparingLong((Edge edge) -> edge.weight).reversed());
        return sorted;
    }

    private void sum() {
        int[] waiting = new int[tree.size() + 1];
        int count = push(waiting, 0, CallTree.ROOT);
        while (count > 0) {
            int entry = waiting[--count];
            if (entry < 0) {
                byName[tree.name(~entry)].onPath--;
                continue;
            }
            int name = tree.name(entry);
            if (byName[name] == null) {
                byName[name] = new Node(name);
            }
            Node node = byName[name];
            node.self += tree.self(entry);
            if (node.onPath++ == 0) {
                node.total += tree.total(entry);
            }
            waiting = roomFor(waiting, count, entry);
            waiting[count++] = ~entry;
            count = push(waiting, count, entry);
        }
    }

    /// Walks again, now from one shown function to the next.
    private void connect() {
        int[] waiting = new int[tree.size() + 1];
        int count = push(waiting, 0, CallTree.ROOT);
        Path path = new Path();
        while (count > 0) {
            int entry = waiting[--count];
            if (entry < 0) {
                path.leave();
                continue;
            }
            path.enter(byName[tree.name(entry)], tree.total(entry));
            waiting = roomFor(waiting, count, entry);
            waiting[count++] = ~entry;
            count = push(waiting, count, entry);
        }
    }

    private int[] roomFor(int[] waiting, int count, int node) {
        int needed = count + 1 + tree.childEnd(node) - tree.childStart(node);
        return needed <= waiting.length ? waiting : Arrays.copyOf(waiting, needed * 2);
    }

    private int push(int[] waiting, int from, int node) {
        int count = from;
        for (int child = tree.childEnd(node) - 1; child >= tree.childStart(node); child--) {
            waiting[count++] = child;
        }
        return count;
    }

    /// The shown functions from the root to where the walk is. A function that is not shown repeats
    /// the entry of its caller.
    private final class Path {

        private final List<Step> steps = new ArrayList<>();

        private void enter(Node node, long total) {
            Step before = steps.isEmpty() ? Step.NONE : steps.getLast();
            if (!node.isShown) {
                steps.add(new Step(before.last(), List.of(), true));
                return;
            }
            List<Edge> taken = new ArrayList<>();
            for (Node from : before.last()) {
                Edge edge = edges.computeIfAbsent(new Call(from, node), _ -> new Edge(from, node));
                edge.isIndirect |= before.isHidden();
                if (edge.onPath++ == 0) {
                    edge.weight += total;
                }
                taken.add(edge);
            }
            steps.add(new Step(List.of(node), taken, false));
        }

        private void leave() {
            steps.removeLast().taken().forEach(edge -> edge.onPath--);
        }
    }

    /// @param last the nearest shown function; none above the first
    /// @param taken the call that led here, if any
    /// @param isHidden whether functions that are not shown lie in between
    private record Step(List<Node> last, List<Edge> taken, boolean isHidden) {
        static final Step NONE = new Step(List.of(), List.of(), false);
    }
}
