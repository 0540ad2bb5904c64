// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The identity of a series: pairs of name and value, sorted by name, no name twice.
///
/// Immutable. The order of sets is pair by pair, name before value; a prefix sorts first.
public final class Labels implements Comparable<Labels> {

    /// The name of what was measured, as in Prometheus.
    public static final String NAME = "__name__";

    /// The full id of the profile type, see [ProfileType].
    public static final String PROFILE_TYPE = "__profile_type__";

    /// The service that a series belongs to.
    public static final String SERVICE_NAME = "service_name";

    /// The set without pairs.
    public static final Labels EMPTY = new Labels(new String[0]);

    /// name, value, name, value …
    private final String[] pairs;

    private final int hash;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    /// Makes a set of the entries of a map.
    public static Labels of(Map<String, String> map) {
        String[] pairs = new String[map.size() * 2];
        int i = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            pairs[i++] = entry.getKey();
            pairs[i++] = entry.getValue();
        }
        return new Labels(pairs);
    }

    /// Makes a set of `name, value, name, value …`; of a name given twice the last value counts.
    public static Labels of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "labels have %d strings (expected pairs)".formatted(namesAndValues.length));
        }
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return of(map);
    }

    /// Makes a set of `name, value, name, value …` and keeps the array if the names ascend.
    static Labels ofSorted(String[] namesAndValues) {
        for (int i = 2; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i - 2].compareTo(namesAndValues[i]) >= 0) {
                return of(namesAndValues);
            }
        }
        return new Labels(namesAndValues);
    }

    /// Pairs in the set.
    public int size() {
        return pairs.length / 2;
    }

    /// The name of pair `i`, in order of names.
    public String name(int i) {
        return pairs[2 * i];
    }

    /// The value of pair `i`, in order of names.
    public String value(int i) {
        return pairs[2 * i + 1];
    }

    /// Returns the value of a name, or null if the set lacks it.
    public @Nullable String get(String name) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = pairs[2 * middle].compareTo(name);
            if (order == 0) {
                return pairs[2 * middle + 1];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /// Returns the value of a name, or the empty string if the set lacks it, as matchers see it.
    public String getOrEmpty(String name) {
        String value = get(name);
        return value == null ? "" : value;
    }

    /// Returns a copy as a modifiable map, sorted by name.
    public Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < size(); i++) {
            map.put(name(i), value(i));
        }
        return map;
    }

    /// Returns this set with one pair added or replaced.
    public Labels with(String name, String value) {
        Map<String, String> map = toMap();
        map.put(name, value);
        return of(map);
    }

    /// Returns the pairs whose names are among `names`, in order of names.
    public Labels only(Collection<String> names) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            if (names.contains(name(i))) {
                kept.add(name(i));
                kept.add(value(i));
            }
        }
        return new Labels(kept.toArray(String[]::new));
    }

    @Override
    public int compareTo(Labels other) {
        int common = Math.min(pairs.length, other.pairs.length);
        for (int i = 0; i < common; i++) {
            int order = pairs[i].compareTo(other.pairs[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(pairs.length, other.pairs.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels labels
                && hash == labels.hash
                && Arrays.equals(pairs, labels.pairs);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /// The set as a selector: `{a="1", b="2"}`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(name(i))
                    .append("=\"")
                    .append(value(i))
                    .append('"');
        }
        return text.append('}').toString();
    }
}
