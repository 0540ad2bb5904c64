// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What functions cost.
///
/// @param functions the first ones, in the order asked
/// @param found how many there are, those left out counted too; a function counts once for each
///   service and profile type
/// @param totals what all profiles of a service and profile type come to that the question is
///   about, whatever their functions
public record FunctionAnswer(
        List<FunctionCost> functions, long found, NavigableMap<CostGroup, Long> totals) {

    /// Keeps copies.
    public FunctionAnswer {
        functions = List.copyOf(functions);
        totals = new TreeMap<>(totals);
    }
}
