// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.relabel;

import dev.hearth.config.rules.DefaultRulesPosition;
import java.util.Map;

/// A tenant's rules together with the built-in ones. Immutable and safe for many threads.
///
/// The built-in rules: a name that the Go client gives to profiles of which it computed the
/// difference loses its prefix `godeltaprof_`; `wall` profiles of type `cpu` become `process_cpu`.
/// Either leaves the old name in `__name_replaced__`.
///
/// @param own the tenant's rules
/// @param defaults where the built-in ones stand
public record IngestRules(Relabeler own, DefaultRulesPosition defaults) {

    /// Only the built-in rules.
    public static final IngestRules DEFAULT =
            new IngestRules(Relabeler.NONE, DefaultRulesPosition.FIRST);

    private static final String NAME = "__name__";
    private static final String TYPE = "__type__";
    private static final String DELTA = "__delta__";
    private static final String REPLACED_NAME = "__name_replaced__";
    private static final String GODELTAPROF = "godeltaprof_";

    /// Applies all rules.
    ///
    /// @param labels name to value; changed in place
    /// @return false if the series is to be dropped
    public boolean apply(Map<String, String> labels) {
        if (defaults == DefaultRulesPosition.FIRST) {
            applyDefaults(labels);
        }
        boolean isKept = own.isEmpty() || own.apply(labels);
        if (isKept && defaults == DefaultRulesPosition.LAST) {
            applyDefaults(labels);
        }
        return isKept;
    }

    private static void applyDefaults(Map<String, String> labels) {
        String name = labels.getOrDefault(NAME, "");
        if (name.startsWith(GODELTAPROF) && name.length() > GODELTAPROF.length()) {
            labels.put(REPLACED_NAME, name);
            labels.put(DELTA, "false");
            name = name.substring(GODELTAPROF.length());
            labels.put(NAME, name);
        }
        if ("wall".equals(name) && "cpu".equals(labels.get(TYPE))) {
            labels.put(REPLACED_NAME, name);
            labels.put(NAME, "process_cpu");
        }
    }
}
