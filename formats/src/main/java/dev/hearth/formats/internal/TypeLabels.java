// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import dev.hearth.formats.SampleType;
import dev.hearth.model.Labels;

/// The labels that say what a profile measures.
public final class TypeLabels {

    public static final String TYPE = "__type__";
    public static final String UNIT = "__unit__";
    public static final String PERIOD_TYPE = "__period_type__";
    public static final String PERIOD_UNIT = "__period_unit__";

    private TypeLabels() {}

    /// Adds them to a set, each only if not empty.
    public static Labels add(Labels labels, SampleType type, String periodType, String periodUnit) {
        String[] pairs = new String[2 * labels.size() + 8];
        int size = 0;
        for (int i = 0; i < labels.size(); i++) {
            pairs[size++] = labels.name(i);
            pairs[size++] = labels.value(i);
        }
        size = append(pairs, size, TYPE, type.type());
        size = append(pairs, size, UNIT, type.unit());
        size = append(pairs, size, PERIOD_TYPE, periodType);
        size = append(pairs, size, PERIOD_UNIT, periodUnit);
        return Labels.of(java.util.Arrays.copyOf(pairs, size));
    }

    private static int append(String[] pairs, int size, String name, String value) {
        if (value.isEmpty()) {
            return size;
        }
        pairs[size] = name;
        pairs[size + 1] = value;
        return size + 2;
    }
}
