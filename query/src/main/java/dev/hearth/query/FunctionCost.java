// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.Comparator;

/// What a function of a service cost over time, in one profile type. Points in which it cost
/// nothing are left out. Immutable.
public final class FunctionCost {

    private final String function;
    private final CostGroup group;
    private final long self;
    private final long total;
    private final long[] timesNanos;
    private final long[] selfs;
    private final long[] totals;

    /// @param timesNanos starts of the points; kept, as the other arrays are
    FunctionCost(
            String function,
            CostGroup group,
            long self,
            long total,
            long[] timesNanos,
            long[] selfs,
            long[] totals) {
        this.function = function;
        this.group = group;
        this.self = self;
        this.total = total;
        this.timesNanos = timesNanos;
        this.selfs = selfs;
        this.totals = totals;
    }

    static Comparator<FunctionCost> by(FunctionQuery.Order order) {
        Comparator<FunctionCost> smallest =
                switch (order) {
                    case TOTAL -> Comparator.comparingLong(FunctionCost::total);
                    case SELF -> Comparator.comparingLong(FunctionCost::self);
                };
        return smallest.reversed()
                .thenComparing(FunctionCost::function)
                .thenComparing(FunctionCost::group);
    }

    /// Name of the function.
    public String function() {
        return function;
    }

    /// Its service and profile type.
    public CostGroup group() {
        return group;
    }

    /// Value of the stacks in which it is the innermost frame.
    public long self() {
        return self;
    }

    /// Value of the stacks in which it is.
    public long total() {
        return total;
    }

    /// Points in which it cost something.
    public int points() {
        return timesNanos.length;
    }

    /// Where point `i` begins, nanoseconds since the epoch; ascending.
    public long timeNanos(int i) {
        return timesNanos[i];
    }

    /// Self value of point `i`.
    public long self(int i) {
        return selfs[i];
    }

    /// Total of point `i`.
    public long total(int i) {
        return totals[i];
    }
}
