// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;

/// Takes the sums of one dataset after another. For one thread.
@FunctionalInterface
public interface StackSums {

    /// Adds sums by stack.
    ///
    /// @param stacks the stacks; locations are those of `symbols`
    /// @param sums for each stack its value, none negative; longer than there are stacks, perhaps.
    ///   Only to be read, and only during the call
    void add(StackTable stacks, Symbols symbols, long[] sums);
}
