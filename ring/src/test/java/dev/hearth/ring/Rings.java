// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.random.RandomGenerator;

/// Rings to try things on.
final class Rings {

    /// When everything here happens.
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    static final Duration TIMEOUT = Duration.ofMinutes(1);

    private Rings() {}

    static Member member(String id, MemberState state, String... partitions) {
        return new Member(id, id + ":9095", "", state, 1, NOW, NOW, List.of(partitions));
    }

    static RingPartition partition(String id, String zone, PartitionState state, Instant since) {
        return new RingPartition(id, zone, state, 1, since, RingPartition.DEFAULT_TOKENS);
    }

    /// Partitions of long ago without zones, `p0`, `p1` …, each with an active owner `m0`, `m1` ….
    static RingState settled(int partitions) {
        List<Member> members = new ArrayList<>();
        List<RingPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            members.add(member("m" + i, MemberState.ACTIVE, "p" + i));
            all.add(partition("p" + i, "", PartitionState.ACTIVE, Instant.EPOCH));
        }
        return RingState.of(members, all);
    }

    static Ring ring(RingState state) {
        MemoryRingStore store = new MemoryRingStore();
        store.update(RingName.INGESTERS, _ -> state);
        return new Ring(RingName.INGESTERS, store, TIMEOUT, () -> NOW);
    }

    /// Any entries, of few ids, versions and states, so that many are about the same.
    static RingState random(RandomGenerator random) {
        List<Member> members = new ArrayList<>();
        List<RingPartition> partitions = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            members.add(randomMember(random));
            partitions.add(
                    new RingPartition(
                            "p" + random.nextInt(4),
                            "z" + random.nextInt(2),
                            any(PartitionState.class, random),
                            random.nextInt(3),
                            NOW.plusMillis(random.nextInt(2)),
                            1 + random.nextInt(2),
                            random.nextBoolean()));
        }
        return RingState.of(members, partitions);
    }

    private static Member randomMember(RandomGenerator random) {
        List<String> owned = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            owned.add("p" + random.nextInt(4));
        }
        return new Member(
                "m" + random.nextInt(4),
                "a" + random.nextInt(2) + ":1",
                "z" + random.nextInt(2),
                any(MemberState.class, random),
                random.nextInt(3),
                NOW.plusMillis(random.nextInt(2)),
                NOW.plusMillis(random.nextInt(2)),
                owned);
    }

    private static <E extends Enum<E>> E any(Class<E> type, RandomGenerator random) {
        List<E> all = List.copyOf(EnumSet.allOf(type));
        return all.get(random.nextInt(all.size()));
    }

    /// The state of a member, which must be there.
    static MemberState stateOf(RingState state, String id) {
        Member member = state.member(id);
        assertThat(member).isNotNull();
        return member.state();
    }

    /// The state of a partition, which must be there.
    static PartitionState stateOfPartition(RingState state, String id) {
        RingPartition partition = state.partition(id);
        assertThat(partition).isNotNull();
        return partition.state();
    }
}
