// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import dev.hearth.model.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The partitions that one tenant's profiles are confined to.
///
/// Each tenant has an order of its own over the partitions of a zone and over the zones; its shard
/// is taken from the zones in turn, so their numbers differ by one at most where there are enough.
/// A partition that comes or goes changes at most one other: what is before a partition in that
/// order can only grow with the set.
final class ShuffleShard {

    private ShuffleShard() {}

    /// The ids of a tenant's shard: `size` of them, or all if there are not that many.
    ///
    /// @param size partitions wanted; 0 is all
    static Set<String> of(Collection<RingPartition> partitions, TenantId tenant, int size) {
        Set<String> shard = new HashSet<>();
        if (size <= 0 || size >= partitions.size()) {
            partitions.forEach(partition -> shard.add(partition.id()));
            return shard;
        }
        List<List<String>> zones = zones(partitions, tenant);
        for (int round = 0; shard.size() < size; round++) {
            for (List<String> zone : zones) {
                if (round < zone.size() && shard.size() < size) {
                    shard.add(zone.get(round));
                }
            }
        }
        return shard;
    }

    /// The ids of each zone, both in the tenant's order.
    private static List<List<String>> zones(Collection<RingPartition> partitions, TenantId tenant) {
        Map<String, List<String>> byZone = new TreeMap<>();
        for (RingPartition partition : partitions) {
            byZone.computeIfAbsent(partition.zone(), _ -> new ArrayList<>()).add(partition.id());
        }
        List<List<String>> zones = new ArrayList<>();
        for (String zone : ordered(byZone.keySet(), tenant, "zone ")) {
            zones.add(ordered(byZone.getOrDefault(zone, List.of()), tenant, ""));
        }
        return zones;
    }

    private static List<String> ordered(Collection<String> names, TenantId tenant, String kind) {
        return names.stream()
                .map(name -> new Ranked(name, RingHash.of(tenant.value(), kind + name)))
                .sorted(Comparator.comparingLong(Ranked::rank).thenComparing(Ranked::name))
                .map(Ranked::name)
                .toList();
    }

    private record Ranked(String name, long rank) {}
}
