// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.CallSite;
import dev.hearth.model.ProfileId;
import dev.hearth.query.SampleFilter;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import java.util.Set;

/// A checked question for the samples of one profile type.
///
/// @param series which series; the profile type is among the conditions
/// @param range what time
/// @param profiles which profiles; empty for all
/// @param samples which of their samples
/// @param callSite which of their stacks
record StackQuery(
        SeriesMatcher series,
        TimeRange range,
        Set<ProfileId> profiles,
        SampleFilter samples,
        CallSite callSite) {

    StackQuery {
        profiles = Set.copyOf(profiles);
    }

    /// The same question as the engine takes it.
    Selection selection() {
        return selection(range.startMillis());
    }

    /// The same with another start.
    Selection selection(long startMillis) {
        long start = TimeRange.nanos(startMillis);
        return new Selection(series, start, range.endNanos(), profiles, samples, callSite);
    }
}
