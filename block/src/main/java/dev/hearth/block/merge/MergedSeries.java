// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.model.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A series of a service, and where the inputs have it.
final class MergedSeries {

    private static final Comparator<Labels> ORDER =
            Comparator.comparing((Labels labels) -> labels.getOrEmpty(Labels.PROFILE_TYPE))
                    .thenComparing(Comparator.naturalOrder());

    final Labels labels;
    final List<Place> places = new ArrayList<>();

    /// Samples that are taken.
    long samples;

    /// Profiles that are looked at.
    long profiles;

    /// @param input number of the input
    /// @param series number of the series there, from 0 in the service
    record Place(int input, int series) {}

    private MergedSeries(Labels labels) {
        this.labels = labels;
    }

    /// All series of which anything is taken, in order of profile type, then labels.
    static List<MergedSeries> of(List<ServiceInput> inputs) {
        SortedMap<Labels, MergedSeries> all = new TreeMap<>(ORDER);
        for (int i = 0; i < inputs.size(); i++) {
            ServiceInput input = inputs.get(i);
            for (int series = 0; series < input.labels.length; series++) {
                if (input.takenProfiles[series] > 0) {
                    MergedSeries merged =
                            all.computeIfAbsent(input.labels[series], MergedSeries::new);
                    merged.places.add(new Place(i, series));
                    merged.samples += input.takenSamples[series];
                    merged.profiles +=
                            input.profileStarts[series + 1] - input.profileStarts[series];
                }
            }
        }
        return List.copyOf(all.values());
    }

    /// Cuts series into runs of neighbours of which each has up to so many samples, or is one.
    static List<List<MergedSeries>> split(List<MergedSeries> all, long maxSamples) {
        List<List<MergedSeries>> parts = new ArrayList<>();
        int from = 0;
        long samples = 0;
        for (int i = 0; i < all.size(); i++) {
            if (i > from && samples + all.get(i).samples > maxSamples) {
                parts.add(all.subList(from, i));
                from = i;
                samples = 0;
            }
            samples += all.get(i).samples;
        }
        parts.add(all.subList(from, all.size()));
        return parts;
    }
}
