// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.relabel;

import dev.hearth.config.rules.RelabelRule;
import java.util.List;
import java.util.Map;

/// Rules in the order in which they apply, ready for use. Immutable and safe for many threads.
public final class Relabeler {

    /// No rules: everything is kept as it is.
    public static final Relabeler NONE = new Relabeler(List.of());

    private final List<CompiledRule> rules;

    private Relabeler(List<CompiledRule> rules) {
        this.rules = rules;
    }

    /// Makes rules ready for use.
    public static Relabeler of(List<RelabelRule> rules) {
        return rules.isEmpty()
                ? NONE
                : new Relabeler(rules.stream().map(CompiledRule::new).toList());
    }

    /// Whether there is no rule.
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /// Applies all rules, each to what the one before it left. A label that is set to the empty
    /// string is removed.
    ///
    /// @param labels name to value; changed in place
    /// @return false if the series is to be dropped; the labels are of no use then
    public boolean apply(Map<String, String> labels) {
        for (CompiledRule rule : rules) {
            if (!rule.apply(labels)) {
                return false;
            }
        }
        return true;
    }
}
