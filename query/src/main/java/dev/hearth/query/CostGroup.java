// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.Comparator;

/// Whose values can be added up: one service's, of one profile type.
///
/// @param service value of `service_name`
/// @param profileType id of the profile type
public record CostGroup(String service, String profileType) implements Comparable<CostGroup> {

    private static final Comparator<CostGroup> ORDER =
            Comparator.comparing(CostGroup::service).thenComparing(CostGroup::profileType);

    @Override
    public int compareTo(CostGroup other) {
        return ORDER.compare(this, other);
    }
}
