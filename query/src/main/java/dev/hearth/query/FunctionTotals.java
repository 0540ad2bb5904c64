// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.StringTable;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What functions cost in the points of a grid of time, and what all profiles come to. For one
/// thread.
public final class FunctionTotals {

    private final FunctionCosts costs;
    private final long points;
    private final NavigableMap<CostGroup, Long> totals = new TreeMap<>();

    /// Takes the functions of services and profile types one after another.
    @FunctionalInterface
    public interface Groups {

        /// Takes functions of a group; each entry is one function in one point.
        ///
        /// @param names where the names of the functions are
        /// @param ids string ids of the names
        /// @param points numbers of the points, from 0
        /// @param selfs what each cost by itself
        /// @param totals what each cost with all that it called
        void add(
                CostGroup group,
                StringTable names,
                int[] ids,
                long[] points,
                long[] selfs,
                long[] totals);
    }

    FunctionTotals(TimeGrid grid) {
        this(new FunctionCosts(grid), grid, new TreeMap<>());
    }

    FunctionTotals(FunctionCosts costs, TimeGrid grid, NavigableMap<CostGroup, Long> totals) {
        this.costs = costs;
        this.points = grid.points();
        this.totals.putAll(totals);
    }

    /// Number of points of the grid.
    public long points() {
        return points;
    }

    /// What all profiles of each group come to.
    public NavigableMap<CostGroup, Long> totals() {
        return Collections.unmodifiableNavigableMap(totals);
    }

    /// Adds to what all profiles of a group come to.
    public void addTotal(CostGroup group, long total) {
        totals.merge(group, total, Long::sum);
    }

    /// Adds functions; see [Groups#add].
    public void add(
            CostGroup group,
            StringTable names,
            int[] ids,
            long[] ofPoints,
            long[] selfs,
            long[] ofTotals) {
        costs.add(group, names, ids, ofPoints, selfs, ofTotals);
    }

    /// Gives all functions, group by group.
    public void each(Groups into) {
        costs.each(into);
    }

    /// Adds what another one of the same grid holds.
    void add(FunctionTotals other) {
        other.each(this::add);
        other.totals.forEach(this::addTotal);
    }

    /// The first functions of the order that the question asks for, by whose they are.
    public NavigableMap<CostGroup, Set<String>> first(FunctionQuery query) {
        return wanted(costs.largest(query.limit(), query.order()));
    }

    static NavigableMap<CostGroup, Set<String>> wanted(List<FunctionCost> functions) {
        NavigableMap<CostGroup, Set<String>> wanted = new TreeMap<>();
        for (FunctionCost function : functions) {
            wanted.computeIfAbsent(function.group(), _ -> new TreeSet<>()).add(function.function());
        }
        return wanted;
    }

    /// What a client sees, if this is what functions cost in the whole range.
    ///
    /// @param wanted the functions shown
    /// @param over what they cost over time
    public FunctionAnswer answer(
            FunctionQuery query, NavigableMap<CostGroup, Set<String>> wanted, FunctionTotals over) {
        return new FunctionAnswer(
                over.costs.only(wanted, query.order()), costs.count(), over.totals);
    }
}
