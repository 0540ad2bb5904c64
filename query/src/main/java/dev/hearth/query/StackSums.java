// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;

/// Takes the sums of one dataset after another.
@FunctionalInterface
public interface StackSums {

    /// Adds sums by stack. A part that is shared by threads has to see to that itself.
    ///
    /// @param stacks the stacks; locations are those of `symbols`
    /// @param sums for each stack its value, none negative; longer than there are stacks, perhaps.
    ///   Only to be read, and only during the call
    void add(StackTable stacks, Symbols symbols, long[] sums);

    /// Whether [#addPeriod] is to be called: it costs a look at what is not needed otherwise.
    default boolean needsPeriod() {
        return false;
    }

    /// Takes the period of a profile: that of the latest of a dataset, those of all that are of its
    /// time.
    ///
    /// @param timeNanos time of that profile, nanoseconds since the epoch
    /// @param period events between two of its samples, 0 if unknown
    default void addPeriod(long timeNanos, long period) {}
}
