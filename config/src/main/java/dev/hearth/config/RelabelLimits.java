// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.rules.DefaultRulesPosition;
import dev.hearth.config.rules.RelabelRule;
import java.util.List;

/// How a tenant's series are renamed, or dropped, as they come in.
///
/// @param rules rules over the labels of a series, in order
/// @param defaultRules where the built-in rules stand among `rules`
/// @param sampleTypeRules rules over the labels of a series and `__type__` and `__unit__` of one of
///   its sample types; the sample type is dropped when they say so, labels stay as they are
public record RelabelLimits(
        List<RelabelRule> rules,
        DefaultRulesPosition defaultRules,
        List<RelabelRule> sampleTypeRules) {

    /// Keeps copies of the lists.
    public RelabelLimits {
        rules = List.copyOf(rules);
        sampleTypeRules = List.copyOf(sampleTypeRules);
    }

    static RelabelLimits from(Settings settings) {
        return new RelabelLimits(
                settings.get(PushLimitFlags.RELABELING_RULES),
                settings.get(PushLimitFlags.DEFAULT_RULES_POSITION),
                settings.get(PushLimitFlags.SAMPLE_TYPE_RULES));
    }
}
