// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a question about labels wants to know of a series.
@FunctionalInterface
interface LabelFacts<T> {

    List<T> of(Labels labels);

    static LabelFacts<String> names() {
        return labels -> {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < labels.size(); i++) {
                names.add(labels.name(i));
            }
            return names;
        };
    }

    static LabelFacts<String> values(String name) {
        return labels -> {
            String value = labels.get(name);
            return value == null ? List.of() : List.of(value);
        };
    }

    static LabelFacts<Labels> sets(Set<String> names) {
        return labels -> {
            Labels set = names.isEmpty() ? labels : labels.only(names);
            return set.size() == 0 ? List.of() : List.of(set);
        };
    }
}
