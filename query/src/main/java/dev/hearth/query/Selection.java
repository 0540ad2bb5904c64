// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.CallSite;
import dev.hearth.model.ProfileId;
import java.util.Set;

/// Which samples a query is about.
///
/// @param series which series
/// @param startNanos earliest time, included, nanoseconds since the epoch
/// @param endNanos latest time, included
/// @param profiles which profiles; empty for all
/// @param samples which of their samples
/// @param callSite which of their stacks
public record Selection(
        SeriesMatcher series,
        long startNanos,
        long endNanos,
        Set<ProfileId> profiles,
        SampleFilter samples,
        CallSite callSite) {

    /// Keeps a copy of the set.
    public Selection {
        profiles = Set.copyOf(profiles);
    }

    /// All samples of all profiles of some series in a range of time.
    public static Selection of(SeriesMatcher series, long startNanos, long endNanos) {
        SampleFilter all = new SampleFilter.All();
        return new Selection(series, startNanos, endNanos, Set.of(), all, CallSite.ANY);
    }

    /// Whether all samples of the profiles in the range count, whatever their stacks: such a
    /// question is answered without a look at single profiles.
    boolean isByTime() {
        return profiles.isEmpty() && samples instanceof SampleFilter.All;
    }

    /// Whether a source can hold anything of it, by the times of its profiles.
    public boolean overlaps(ProfileSource source) {
        return source.maxTimeNanos() >= startNanos && source.minTimeNanos() <= endNanos;
    }

    /// Adds the chosen profiles of a series.
    void collect(Dataset dataset, int seriesId, ProfileRows into) throws java.io.IOException {
        int before = into.size();
        dataset.profiles(seriesId, startNanos, endNanos, into);
        if (!profiles.isEmpty()) {
            into.keepFrom(before, profiles);
        }
    }
}
