// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.query.Cancellation;
import dev.hearth.query.PointSeries;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.StackSums;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the sources of one plan say to a question.
///
/// @param tree value of each stack, by its functions from the root
/// @param series value of each point, by pod and time
/// @param pods the values of a label
record Answer(Map<String, Long> tree, Map<String, Map<Long, Double>> series, Set<String> pods) {

    static Answer of(QueryEngine engine, List<ProfileSource> sources, Question question)
            throws IOException {
        Cancellation never = Cancellation.after(Duration.ofHours(1));
        Map<String, Long> tree = new TreeMap<>();
        for (Paths part : engine.sum(sources, question.selection(), Paths::new, never)) {
            part.sums.forEach((path, value) -> tree.merge(path, value, Long::sum));
        }
        Map<String, Map<Long, Double>> series = new TreeMap<>();
        for (PointSeries one : engine.series(sources, question.series(), never)) {
            Map<Long, Double> points = new TreeMap<>();
            for (int i = 0; i < one.size(); i++) {
                points.put(one.timeMillis(i), one.value(i));
            }
            series.put(one.labels().get(1), points);
        }
        Set<String> pods = engine.labelValues(sources, question.selection(), "pod", never);
        return new Answer(tree, series, pods);
    }

    private static final class Paths implements StackSums {

        private final Map<String, Long> sums = new TreeMap<>();

        @Override
        public void add(StackTable stacks, Symbols symbols, long[] values) {
            for (int stack = 0; stack < stacks.size(); stack++) {
                if (values[stack] > 0) {
                    sums.merge(path(stacks, symbols, stack), values[stack], Long::sum);
                }
            }
        }

        private static String path(StackTable stacks, Symbols symbols, int stack) {
            StringBuilder path = new StringBuilder();
            for (int at = stack; at != StackTable.ROOT; at = stacks.parent(at)) {
                int location = stacks.location(at);
                for (int line = symbols.lineStart(location);
                        line < symbols.lineEnd(location);
                        line++) {
                    int name = symbols.functionName(symbols.lineFunction(line));
                    path.insert(
                            0, (at == StackTable.ROOT ? "" : ";") + symbols.strings().get(name));
                }
            }
            return path.substring(1);
        }
    }
}
