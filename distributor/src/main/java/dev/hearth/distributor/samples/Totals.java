// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.samples;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.merge.SampleMerge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reduces a decoded payload to what its sample types add up to.
public final class Totals {

    /// The label of series that hold nothing but totals, and its value.
    public static final String LABEL = "__sampled__";

    /// The value of [#LABEL].
    public static final String LABEL_VALUE = "true";

    private Totals() {}

    /// One profile for each thing that is measured, with one sample that has no stack; labels of
    /// samples, stacks and symbols are gone. Sums stop at the largest number.
    ///
    /// @param measureParts names of the labels by which the decoder says what is measured
    public static ProfileBatch of(ProfileBatch batch, Collection<String> measureParts) {
        Map<Labels, Profile> byMeasure = new LinkedHashMap<>();
        for (Profile profile : batch.profiles()) {
            byMeasure.merge(
                    profile.labels().only(measureParts),
                    profile,
                    (a, b) -> withTotal(a, SampleMerge.addSaturated(total(a), total(b))));
        }
        List<Profile> totals = new ArrayList<>(byMeasure.size());
        byMeasure.forEach((measure, profile) ->
                totals.add(withLabels(withTotal(profile, total(profile)), measure)));
        StackTable stacks = new StackTable(new int[] {StackTable.ROOT}, new int[] {-1}, 1);
        return new ProfileBatch(new SymbolsBuilder().copy(), stacks, totals);
    }

    private static long total(Profile profile) {
        long total = 0;
        for (long value : profile.samples().values()) {
            total = SampleMerge.addSaturated(total, value);
        }
        return total;
    }

    private static Profile withTotal(Profile profile, long total) {
        Samples samples = new Samples(new int[] {StackTable.ROOT}, new long[] {total}, null, null);
        return new Profile(
                profile.labels(),
                profile.id(),
                profile.isRetryable(),
                profile.timeNanos(),
                profile.durationNanos(),
                profile.period(),
                samples);
    }

    private static Profile withLabels(Profile profile, Labels labels) {
        return new Profile(
                labels,
                profile.id(),
                profile.isRetryable(),
                profile.timeNanos(),
                profile.durationNanos(),
                profile.period(),
                profile.samples());
    }
}
