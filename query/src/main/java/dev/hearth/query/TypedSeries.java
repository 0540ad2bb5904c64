// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// The series of one profile type of a dataset that match. Not changed once [#find] has returned.
final class TypedSeries {

    /// The label of series of which sampling has left nothing but totals.
    private static final String SAMPLED = "__sampled__";

    private int[] ids = new int[8];
    private int count;
    private boolean lacksSome;

    private TypedSeries() {}

    /// Looks at the labels of all series with samples.
    ///
    /// @return by profile type, those that have a series that matches
    static Map<String, TypedSeries> find(Dataset dataset, SeriesMatcher series) throws IOException {
        Map<String, TypedSeries> types = new TreeMap<>();
        for (int id = 0; id < dataset.seriesCount(); id++) {
            Labels labels = dataset.labels(id);
            if (labels.getOrEmpty(SAMPLED).equals("true")) {
                continue;
            }
            String type = labels.getOrEmpty(Labels.PROFILE_TYPE);
            TypedSeries ofType = types.computeIfAbsent(type, _ -> new TypedSeries());
            if (series.matches(labels)) {
                ofType.add(id);
            } else {
                ofType.lacksSome = true;
            }
        }
        types.values().removeIf(type -> type.count == 0);
        return types;
    }

    private void add(int id) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
        }
        ids[count++] = id;
    }

    /// Ascending; the first [#count] entries count.
    int[] ids() {
        return ids;
    }

    int count() {
        return count;
    }

    /// Whether there are series with samples that do not match.
    boolean lacksSome() {
        return lacksSome;
    }
}
