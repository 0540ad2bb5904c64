// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.StringTable;
import dev.hearth.model.SymbolsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the workers of a search found, put together. For one thread.
final class FunctionCosts {

    private final TimeGrid grid;
    private final long points;
    private final SymbolsBuilder names = new SymbolsBuilder();
    private final Map<CostGroup, CostSums> groups = new TreeMap<>();

    /// The table that was added from last, and the ids that its strings have here: groups share it.
    private @Nullable StringTable lastNames;

    private int[] lastIds = new int[0];

    FunctionCosts(TimeGrid grid) {
        this.grid = grid;
        this.points = grid.points();
    }

    void add(FunctionWorker worker) {
        StringTable theirs = worker.names().strings();
        int[] ids = new int[theirs.size()];
        Arrays.fill(ids, -1);
        worker.sums()
                .forEach((group, sums) ->
                        add(sums, theirs, ids, groups.computeIfAbsent(group, _ -> new CostSums())));
    }

    private void add(CostSums from, StringTable theirs, int[] ids, CostSums into) {
        for (long key : from.sortedKeys()) {
            int name = (int) (key / points);
            if (ids[name] < 0) {
                ids[name] = names.string(theirs, name);
            }
            into.add(ids[name] * points + key % points, from.self(key), from.total(key));
        }
    }

    /// Adds functions; see [FunctionTotals.Groups#add].
    void add(
            CostGroup group,
            StringTable theirs,
            int[] ids,
            long[] ofPoints,
            long[] selfs,
            long[] totals) {
        CostSums into = groups.computeIfAbsent(group, _ -> new CostSums());
        if (theirs != lastNames) {
            lastNames = theirs;
            lastIds = new int[theirs.size()];
            Arrays.fill(lastIds, -1);
        }
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i];
            if (lastIds[id] < 0) {
                lastIds[id] = names.string(theirs, id);
            }
            into.add(lastIds[id] * points + ofPoints[i], selfs[i], totals[i]);
        }
    }

    /// Gives all functions, group by group.
    void each(FunctionTotals.Groups into) {
        StringTable strings = names.snapshot().strings();
        groups.forEach((group, sums) -> {
            long[] keys = sums.sortedKeys();
            int[] ids = new int[keys.length];
            long[] ofPoints = new long[keys.length];
            long[] selfs = new long[keys.length];
            long[] totals = new long[keys.length];
            for (int i = 0; i < keys.length; i++) {
                ids[i] = (int) (keys[i] / points);
                ofPoints[i] = keys[i] % points;
                selfs[i] = sums.self(keys[i]);
                totals[i] = sums.total(keys[i]);
            }
            into.add(group, strings, ids, ofPoints, selfs, totals);
        });
    }

    /// Certain functions, in an order.
    ///
    /// @param wanted names of functions by whose they are
    List<FunctionCost> only(Map<CostGroup, Set<String>> wanted, FunctionQuery.Order order) {
        return largest(Integer.MAX_VALUE, order).stream()
                .filter(f -> wanted.getOrDefault(f.group(), Set.of()).contains(f.function()))
                .toList();
    }

    /// How many functions there are.
    long count() {
        long count = 0;
        for (CostSums sums : groups.values()) {
            long[] keys = sums.sortedKeys();
            for (int i = 0; i < keys.length; i = end(keys, i)) {
                count++;
            }
        }
        return count;
    }

    /// The first functions of an order.
    List<FunctionCost> largest(int limit, FunctionQuery.Order order) {
        Comparator<FunctionCost> largestFirst = FunctionCost.by(order);
        PriorityQueue<FunctionCost> found = new PriorityQueue<>(largestFirst.reversed());
        StringTable strings = names.snapshot().strings();
        groups.forEach((group, sums) -> {
            long[] keys = sums.sortedKeys();
            int end;
            for (int i = 0; i < keys.length; i = end) {
                end = end(keys, i);
                String name = strings.get((int) (keys[i] / points));
                found.add(cost(name, group, sums, Arrays.copyOfRange(keys, i, end)));
                if (found.size() > limit) {
                    found.remove();
                }
            }
        });
        List<FunctionCost> sorted = new ArrayList<>(found);
        sorted.sort(largestFirst);
        return sorted;
    }

    /// Behind the keys that belong to the same function as that at `start`.
    private int end(long[] keys, int start) {
        long name = keys[start] / points;
        int end = start + 1;
        while (end < keys.length && keys[end] / points == name) {
            end++;
        }
        return end;
    }

    private FunctionCost cost(String name, CostGroup group, CostSums sums, long[] keys) {
        long[] selfs = new long[keys.length];
        long[] totals = new long[keys.length];
        long self = 0;
        long total = 0;
        for (int i = 0; i < keys.length; i++) {
            selfs[i] = sums.self(keys[i]);
            totals[i] = sums.total(keys[i]);
            self += selfs[i];
            total += totals[i];
            keys[i] = grid.pointNanos(keys[i] % points);
        }
        return new FunctionCost(name, group, self, total, keys, selfs, totals);
    }
}
