// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.distributor.relabel.Relabeler;
import dev.hearth.model.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Says which sample types of one payload are stored. Rules see the labels of the pushed series and
/// the type; of what they do only keeping and dropping counts. For one thread.
final class TypeFilter {

    private final Relabeler rules;
    private final Map<String, String> series;
    private final Map<Labels, Boolean> known = new HashMap<>(0);

    /// @param series the labels of the pushed series; not changed
    TypeFilter(Relabeler rules, Map<String, String> series) {
        this.rules = rules;
        this.series = series;
    }

    /// Whether a profile is stored.
    ///
    /// @param decoded labels that the decoder gave it, the type among them
    boolean keeps(Labels decoded) {
        return rules.isEmpty()
                || known.computeIfAbsent(decoded.only(SeriesLabels.MEASURE_PARTS), this::judge);
    }

    private boolean judge(Labels type) {
        Map<String, String> labels = new TreeMap<>(series);
        String name = type.getOrEmpty(Labels.NAME);
        if (!name.isEmpty()) {
            labels.putIfAbsent(Labels.NAME, name);
        }
        labels.put(SeriesLabels.TYPE, type.getOrEmpty(SeriesLabels.TYPE));
        labels.put(SeriesLabels.UNIT, type.getOrEmpty(SeriesLabels.UNIT));
        return rules.apply(labels);
    }
}
