// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import dev.hearth.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/// The shards of all tenants over one set of partitions, made when first needed. It holds until
/// [#validUntil]. Safe for many threads.
final class PlacementLayout {

    /// Shards that are kept; beyond that all are made anew.
    private static final int MAX_SHARDS = 4096;

    private final SortedMap<String, RingPartition> partitions;
    private final List<RingPartition> active = new ArrayList<>();
    private final List<RingPartition> stable = new ArrayList<>();
    private final List<RingPartition> changed = new ArrayList<>();
    private final Instant validUntil;
    private final PlacementShard whole;
    private final Map<ShardKey, PlacementShard> shards = new ConcurrentHashMap<>();

    private record ShardKey(TenantId tenant, int size) {}

    /// @param partitions all entries of the ring
    /// @param settling how long a change counts as one of late
    PlacementLayout(SortedMap<String, RingPartition> partitions, Duration settling, Instant now) {
        this.partitions = partitions;
        Instant from = now.minus(settling);
        Instant until = Instant.MAX;
        for (RingPartition partition : partitions.values()) {
            boolean isActive = partition.state() == PartitionState.ACTIVE;
            boolean isChanged = partition.since().isAfter(from);
            if (isActive) {
                active.add(partition);
            }
            if (isChanged) {
                changed.add(partition);
                Instant settled = partition.since().plus(settling);
                until = settled.isBefore(until) ? settled : until;
            } else if (isActive) {
                stable.add(partition);
            }
        }
        this.validUntil = until;
        // Every tenant without a shard of its own has this one, whatever its name.
        this.whole = PlacementShard.of(active, stable, changed, TenantId.ANONYMOUS, 0);
    }

    boolean holds(SortedMap<String, RingPartition> current, Instant now) {
        return now.isBefore(validUntil) && current.equals(partitions);
    }

    /// @param size partitions of the shard; 0 is all
    PlacementShard shard(TenantId tenant, int size) {
        if (size <= 0 || size >= active.size() + changed.size()) {
            return whole;
        }
        if (shards.size() >= MAX_SHARDS) {
            shards.clear();
        }
        return shards.computeIfAbsent(
                new ShardKey(tenant, size),
                key -> PlacementShard.of(active, stable, changed, key.tenant(), key.size()));
    }
}
