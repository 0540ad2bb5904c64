// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class KafkaOwnersTest {

    private static Member member(String id, String zone) {
        return new Member(
                id, id + ":1", zone, MemberState.ACTIVE, 1, Rings.NOW, Rings.NOW, List.of());
    }

    private static List<Member> members(RandomGenerator random, int zones, int perZone) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < zones * perZone; i++) {
            members.add(member("m%d-%d".formatted(i, random.nextInt(999)), "z" + i % zones));
        }
        return members;
    }

    private static List<String> partitions(int count) {
        List<String> partitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            partitions.add("topic-" + i);
        }
        return partitions;
    }

    @RepeatedTest(20)
    void everyPartitionHasTwoOwnersInDifferentZones(RandomGenerator random) {
        List<Member> members = members(random, 2 + random.nextInt(3), 1 + random.nextInt(4));
        Map<String, String> zones = new HashMap<>();
        members.forEach(member -> zones.put(member.id(), member.zone()));
        List<String> partitions = partitions(1 + random.nextInt(60));

        KafkaOwners owners = KafkaOwners.of(partitions, members, 2);

        for (String partition : partitions) {
            assertThat(owners.owners(partition)).hasSize(2);
            assertThat(new HashSet<>(owners.owners(partition).stream().map(zones::get).toList()))
                    .hasSize(2);
        }
    }

    @RepeatedTest(20)
    void membersOfTwoZonesHaveEquallyMany(RandomGenerator random) {
        int perZone = 1 + random.nextInt(5);
        List<Member> members = members(random, 2, perZone);
        int count = 1 + random.nextInt(60);
        KafkaOwners owners = KafkaOwners.of(partitions(count), members, 2);

        assertThat(members)
                .allSatisfy(member ->
                        assertThat(owners.partitions(member.id()))
                                .hasSizeLessThanOrEqualTo(Math.ceilDiv(count, perZone)));
    }

    @RepeatedTest(20)
    void theOrderOfWhatIsSharedOutDoesNotMatter(RandomGenerator random) {
        List<Member> members = members(random, 3, 2);
        List<String> partitions = partitions(20);
        List<Member> shuffledMembers = new ArrayList<>(members);
        Collections.shuffle(shuffledMembers, new java.util.Random(random.nextLong()));
        List<String> shuffled = new ArrayList<>(partitions);
        Collections.shuffle(shuffled, new java.util.Random(random.nextLong()));

        KafkaOwners one = KafkaOwners.of(partitions, members, 2);
        KafkaOwners other = KafkaOwners.of(shuffled, shuffledMembers, 2);

        assertThat(partitions)
                .allSatisfy(p -> assertThat(one.owners(p)).isEqualTo(other.owners(p)));
    }

    @RepeatedTest(20)
    void aMemberThatComesMovesLittleMoreThanItsShare(RandomGenerator random) {
        List<Member> members = members(random, 2, 5);
        List<String> partitions = partitions(60);
        KafkaOwners after = KafkaOwners.of(partitions, members, 2);
        Member added = members.removeLast();
        KafkaOwners before = KafkaOwners.of(partitions, members, 2);
        int moved = 0;
        for (String partition : partitions) {
            Set<String> fresh = new HashSet<>(after.owners(partition));
            before.owners(partition).forEach(fresh::remove);
            moved += fresh.size();
        }

        assertThat(after.partitions(added.id())).hasSizeBetween(8, 12);
        assertThat(moved).isLessThan(40);
    }

    @Test
    void membersWithoutAZoneAreZonesOfTheirOwn() {
        KafkaOwners owners =
                KafkaOwners.of(partitions(4), List.of(member("a", ""), member("b", "")), 2);

        assertThat(owners.owners("topic-3")).containsExactly("a", "b");
    }

    @Test
    void withoutMembersNobodyOwnsAnything() {
        assertThat(KafkaOwners.of(partitions(1), List.of(), 2).owners("topic-0")).isEmpty();
    }
}
