// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.CallTree;
import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.ProfileId;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.query.FoundIds;
import dev.hearth.query.FunctionTotals;
import dev.hearth.query.Question;
import dev.hearth.query.SeriesTotals;
import dev.hearth.query.StackTotals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Answers as text that is equal for equal answers, whatever the numbers of their rows.
final class Shown {

    private Shown() {}

    static String of(Question<?> question, Object answer) {
        return switch (answer) {
            case CallTreeBuilder tree -> tree(tree.build());
            case StackTotals totals -> stacks(totals);
            case SeriesTotals totals -> series(question, totals);
            case FunctionTotals totals -> functions(totals);
            case FoundIds found -> ids(found);
            default -> answer.toString();
        };
    }

    private static String ids(FoundIds found) {
        TreeSet<String> ids = new TreeSet<>();
        found.ids().each((high, low) -> ids.add(new ProfileId(high, low).toString()));
        return ids + " " + found.minTimeNanos() + " " + found.maxTimeNanos();
    }

    private static String tree(CallTree tree) {
        StringBuilder text = new StringBuilder();
        for (int node = 0; node < tree.size(); node++) {
            text.append(tree.strings().get(tree.name(node)))
                    .append(' ')
                    .append(tree.self(node))
                    .append('/')
                    .append(tree.total(node))
                    .append(" x")
                    .append(tree.childEnd(node) - tree.childStart(node))
                    .append('\n');
        }
        return text.toString();
    }

    /// All that is known of each stack that has a sum.
    static String stacks(StackTotals totals) {
        Symbols symbols = totals.stacks().symbols().snapshot();
        StackTable stacks = totals.stacks().stacks();
        long[] sums = totals.stacks().sums();
        Map<String, Long> byStack = new TreeMap<>();
        for (int stack = 0; stack < Math.min(stacks.size(), sums.length); stack++) {
            if (sums[stack] != 0) {
                StringBuilder text = new StringBuilder();
                for (int at = stack; at != StackTable.ROOT; at = stacks.parent(at)) {
                    text.append(location(symbols, stacks.location(at))).append(" < ");
                }
                byStack.merge(text.toString(), sums[stack], Long::sum);
            }
        }
        return byStack + " period " + totals.period() + " at " + totals.periodNanos();
    }

    private static String location(Symbols symbols, int id) {
        StringBuilder text = new StringBuilder();
        int mapping = symbols.locationMapping(id);
        if (mapping != Symbols.NO_MAPPING) {
            text.append(symbols.mappingStart(mapping))
                    .append('-')
                    .append(symbols.mappingLimit(mapping))
                    .append('@')
                    .append(symbols.mappingOffset(mapping))
                    .append(symbols.strings().get(symbols.mappingFilename(mapping)))
                    .append(symbols.strings().get(symbols.mappingBuildId(mapping)))
                    .append(symbols.mappingFlags(mapping));
        }
        text.append(symbols.locationAddress(id)).append(symbols.isLocationFolded(id));
        for (int line = symbols.lineStart(id); line < symbols.lineEnd(id); line++) {
            int function = symbols.lineFunction(line);
            text.append(symbols.strings().get(symbols.functionName(function)))
                    .append(symbols.strings().get(symbols.functionSystemName(function)))
                    .append(symbols.strings().get(symbols.functionFilename(function)))
                    .append(symbols.functionStartLine(function))
                    .append(':')
                    .append(symbols.lineNumber(line));
        }
        return text.toString();
    }

    private static String series(Question<?> question, SeriesTotals totals) {
        List<String> all = new ArrayList<>();
        totals.each((labels, points, sums, counts) ->
                all.add(
                        labels
                                + Arrays.toString(points)
                                + Arrays.toString(sums)
                                + Arrays.toString(counts)));
        if (question instanceof Question.Series series) {
            totals.series(series.query())
                    .forEach(one -> all.add(one.labels() + " " + one.sum() + " " + one.size()));
        }
        return all.toString();
    }

    private static String functions(FunctionTotals totals) {
        Map<String, String> all = new TreeMap<>();
        totals.each((group, names, ids, points, selfs, ofTotals) -> {
            for (int i = 0; i < ids.length; i++) {
                all.put(group + names.get(ids[i]) + " " + points[i], selfs[i] + "/" + ofTotals[i]);
            }
        });
        return all + " of " + totals.totals();
    }
}
