// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Shares the partitions of a Kafka topic out among members: each to as many as there are to be
/// copies, in different zones, and to every member of a zone about as many. Immutable.
///
/// This says who should read a partition. Who can answer for it is what the members say of
/// themselves ([Lifecycler#own]): one that is new here first has to read what is not yet in
/// segments.
///
/// A member that comes or goes moves little more than its share: every partition has an order of
/// its own over zones and over members, and takes the first that does not have its fill.
public final class KafkaOwners {

    private final SortedMap<String, List<String>> owners = new TreeMap<>();

    private KafkaOwners() {}

    /// Shares out; the order of the collections does not matter.
    ///
    /// @param partitions their ids
    /// @param members those that are to own any. One without a zone is a zone of its own
    /// @param copies owners of each partition, at least 1; fewer where there are fewer zones
    public static KafkaOwners of(
            Collection<String> partitions, Collection<Member> members, int copies) {
        SortedMap<String, List<String>> zones = new TreeMap<>();
        for (Member member : members) {
            String zone = member.zone().isEmpty() ? "/" + member.id() : member.zone();
            zones.computeIfAbsent(zone, _ -> new ArrayList<>()).add(member.id());
        }
        List<String> sorted = partitions.stream().sorted().distinct().toList();
        KafkaOwners shared = new KafkaOwners();
        sorted.forEach(partition -> shared.owners.put(partition, new ArrayList<>()));
        SortedMap<String, List<String>> ofZones =
                share(sorted, zones.keySet(), Math.min(copies, zones.size()));
        for (Map.Entry<String, List<String>> zone : ofZones.entrySet()) {
            List<String> inZone = zones.getOrDefault(zone.getKey(), List.of());
            share(zone.getValue(), inZone, 1)
                    .forEach((member, owned) ->
                            owned.forEach(partition -> shared.add(partition, member)));
        }
        shared.owners.values().forEach(Collections::sort);
        return shared;
    }

    private void add(String partition, String member) {
        owners.computeIfAbsent(partition, _ -> new ArrayList<>()).add(member);
    }

    /// What each bin gets when every partition goes to `copies` of them.
    private static SortedMap<String, List<String>> share(
            List<String> partitions, Collection<String> bins, int copies) {
        SortedMap<String, List<String>> shares = new TreeMap<>();
        bins.forEach(bin -> shares.put(bin, new ArrayList<>()));
        if (bins.isEmpty()) {
            return shares;
        }
        int fill = Math.ceilDiv(partitions.size() * copies, bins.size());
        for (String partition : partitions) {
            Map<String, Long> ranks = new HashMap<>();
            bins.forEach(bin -> ranks.put(bin, RingHash.of(bin, partition)));
            shares.entrySet().stream()
                    .sorted(order(ranks, fill))
                    .limit(copies)
                    .toList()
                    .forEach(bin -> bin.getValue().add(partition));
        }
        return shares;
    }

    /// First those that do not have their fill, by their ranks; then the emptier ones.
    private static Comparator<Map.Entry<String, List<String>>> order(
            Map<String, Long> ranks, int fill) {
        return Comparator.comparingInt((Map.Entry<String, List<String>> bin) ->
                        Math.max(0, bin.getValue().size() - fill + 1))
                .thenComparingLong(bin -> ranks.getOrDefault(bin.getKey(), 0L))
                .thenComparing(Map.Entry::getKey);
    }

    /// Members that should own a partition, sorted; empty for one that was not shared out.
    public List<String> owners(String partition) {
        return List.copyOf(owners.getOrDefault(partition, List.of()));
    }

    /// Partitions that a member should own, sorted.
    public List<String> partitions(String member) {
        return owners.entrySet().stream()
                .filter(entry -> entry.getValue().contains(member))
                .map(Map.Entry::getKey)
                .toList();
    }
}
