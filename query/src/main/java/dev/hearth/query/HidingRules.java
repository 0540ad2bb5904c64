// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.util.ArrayList;
import java.util.List;

/// What rules hide, each of the series that it chooses: either all rules count, or of each series
/// the first that chooses it. Made of nothing but data, so it can be told to another process.
///
/// @param rules in the order in which they count
/// @param isFirstOnly whether only the first that chooses a series counts for it
public record HidingRules(List<Rule> rules, boolean isFirstOnly) implements HiddenTimes {

    /// One rule.
    ///
    /// @param series which series it is about
    /// @param times what it hides of them
    public record Rule(SeriesMatcher series, TimeRanges times) {}

    /// Keeps a copy of the list.
    public HidingRules {
        rules = List.copyOf(rules);
    }

    @Override
    public TimeRanges of(Labels series) {
        String service = series.getOrEmpty(Labels.SERVICE_NAME);
        List<TimeRanges> hidden = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.series().matchesService(service) && rule.series().matches(series)) {
                if (isFirstOnly) {
                    return rule.times();
                }
                hidden.add(rule.times());
            }
        }
        return TimeRanges.union(hidden);
    }

    @Override
    public boolean mayHide(long minNanos, long maxNanos) {
        for (Rule rule : rules) {
            TimeRanges times = rule.times();
            for (int i = 0; i < times.size(); i++) {
                if (times.start(i) <= maxNanos && minNanos <= times.end(i)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The rules that something hidden is made of: what any of them hides is hidden.
    ///
    /// @throws IllegalArgumentException if it is not made of rules
    public static List<HidingRules> of(HiddenTimes hidden) {
        return switch (hidden) {
            case HidingRules rules -> List.of(rules);
            case HiddenUnion union ->
                    union.parts().stream().flatMap(part -> of(part).stream()).toList();
            default -> {
                if (!hidden.equals(NOTHING)) {
                    throw new IllegalArgumentException(
                            "hidden times are a %s (expected rules)"
                                    .formatted(hidden.getClass().getName()));
                }
                yield List.of();
            }
        };
    }
}
