// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import dev.hearth.model.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The partitions of one tenant: those of now, and all that may have been so of late.
///
/// The set of written partitions was, at every moment of late, one between `stable` (written all
/// the time) and `stable` with all of `changed`. A shard of such a set has only members of the
/// shard of `stable` and of `changed`, and it has every member of the shard of all that is in the
/// set. So the first partitions of a walk over these candidates were the first ones all the time if
/// they are stable and in the shard of all.
final class PlacementShard {

    private final TokenRing now;
    private final TokenRing candidates;
    private final Set<String> certain;

    private PlacementShard(TokenRing now, TokenRing candidates, Set<String> certain) {
        this.now = now;
        this.candidates = candidates;
        this.certain = certain;
    }

    /// @param active partitions that are written now, by id
    /// @param stable those of them that were so for long, by id
    /// @param changed partitions that became or ceased to be written of late
    /// @param size partitions of the shard; 0 is all
    static PlacementShard of(
            List<RingPartition> active,
            List<RingPartition> stable,
            List<RingPartition> changed,
            TenantId tenant,
            int size) {
        TokenRing now = ring(active, ShuffleShard.of(active, tenant, size));
        if (changed.isEmpty()) {
            return new PlacementShard(now, now, Set.copyOf(now.ids()));
        }
        List<RingPartition> all = new ArrayList<>(stable);
        all.addAll(changed);
        all.sort(Comparator.comparing(RingPartition::id));
        Set<String> possible = new HashSet<>(ShuffleShard.of(stable, tenant, size));
        changed.forEach(partition -> possible.add(partition.id()));
        Set<String> certain = new HashSet<>(ShuffleShard.of(all, tenant, size));
        changed.forEach(partition -> certain.remove(partition.id()));
        return new PlacementShard(now, ring(all, possible), certain);
    }

    private static TokenRing ring(Collection<RingPartition> partitions, Set<String> kept) {
        return TokenRing.of(
                partitions.stream().filter(partition -> kept.contains(partition.id())).toList());
    }

    /// The partitions of now.
    TokenRing now() {
        return now;
    }

    /// Whether the first `count` partitions from a hash on were the same all the time.
    boolean isSettled(long hash, int count) {
        if (candidates == now) {
            return true;
        }
        TokenRing.Walk walk = candidates.walk(hash);
        for (int i = 0; i < count && walk.hasNext(); i++) {
            if (!certain.contains(walk.next())) {
                return false;
            }
        }
        return true;
    }
}
