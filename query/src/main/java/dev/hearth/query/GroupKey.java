// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.util.ArrayList;
import java.util.List;

/// The labels that tell one group of series from others, in the order asked: name, value, name,
/// value … Names that the series lack are left out. Ordered pair by pair.
record GroupKey(List<String> pairs) implements Comparable<GroupKey> {

    static GroupKey of(Labels labels, List<String> names) {
        List<String> pairs = new ArrayList<>();
        for (String name : names) {
            String value = labels.get(name);
            if (value != null) {
                pairs.add(name);
                pairs.add(value);
            }
        }
        return new GroupKey(List.copyOf(pairs));
    }

    @Override
    public int compareTo(GroupKey other) {
        int common = Math.min(pairs.size(), other.pairs.size());
        for (int i = 0; i < common; i++) {
            int order = pairs.get(i).compareTo(other.pairs.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(pairs.size(), other.pairs.size());
    }
}
