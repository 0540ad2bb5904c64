// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.TenantId;
import dev.hearth.testing.Seeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class ShuffleShardTest {

    private static RingPartition partition(int number, int zone) {
        return Rings.partition("p" + number, "z" + zone, PartitionState.ACTIVE, Instant.EPOCH);
    }

    private static List<RingPartition> partitions(RandomGenerator random, int count, int zones) {
        List<RingPartition> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(partition(random.nextInt(1 << 20) * 64 + i, i % zones));
        }
        return all;
    }

    @RepeatedTest(20)
    void aShardHasItsSizeAndTakesFromZonesAlike(RandomGenerator random) {
        int zones = 1 + random.nextInt(4);
        List<RingPartition> all = partitions(random, zones * 6, zones);
        int size = 1 + random.nextInt(zones * 6);
        Set<String> shard = ShuffleShard.of(all, new TenantId("t" + random.nextInt(99)), size);
        Map<String, Integer> byZone = new HashMap<>();
        all.forEach(partition ->
                byZone.merge(
                        partition.zone(), shard.contains(partition.id()) ? 1 : 0, Integer::sum));

        assertThat(shard).hasSize(size);
        assertThat(Collections.max(byZone.values()) - Collections.min(byZone.values()))
                .isLessThanOrEqualTo(1);
    }

    @RepeatedTest(50)
    void aPartitionThatComesDisplacesAtMostOne(RandomGenerator random) {
        List<RingPartition> all = partitions(random, 2 + random.nextInt(20), 1 + random.nextInt(4));
        Collections.shuffle(all, new java.util.Random(random.nextLong()));
        TenantId tenant = new TenantId("t" + random.nextInt(99));
        int size = 1 + random.nextInt(8);
        Set<String> after = ShuffleShard.of(all, tenant, size);
        RingPartition last = all.removeLast();
        Set<String> before = ShuffleShard.of(all, tenant, size);
        Set<String> lost = new HashSet<>(before);
        lost.removeAll(after);
        Set<String> won = new HashSet<>(after);
        won.removeAll(before);

        assertThat(lost).hasSizeLessThanOrEqualTo(1);
        assertThat(won).isSubsetOf(Set.of(last.id()));
    }

    @RepeatedTest(5)
    void tenantsSharesAreSpreadOverAllPartitions(RandomGenerator random) {
        List<RingPartition> all = partitions(random, 12, 3);
        Map<String, Integer> tenants = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            ShuffleShard.of(all, new TenantId("tenant-" + i), 3)
                    .forEach(id -> tenants.merge(id, 1, Integer::sum));
        }

        assertThat(tenants).hasSize(12);
        assertThat(Collections.max(tenants.values())).isLessThan(1250);
        assertThat(Collections.min(tenants.values())).isGreaterThan(770);
    }
}
