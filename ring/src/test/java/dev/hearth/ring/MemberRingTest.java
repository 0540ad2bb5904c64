// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.model.TenantId;
import dev.hearth.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class MemberRingTest {

    private static List<Member> members(RandomGenerator random, int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(Rings.member("m" + i + "-" + random.nextInt(), MemberState.ACTIVE));
        }
        return members;
    }

    private static String owner(MemberRing ring, int key) {
        return ring.owners("block-" + key, 1).getFirst().id();
    }

    @RepeatedTest(20)
    void onlyTheShareOfTheDeadMoves(RandomGenerator random) {
        List<Member> members = members(random, 2 + random.nextInt(10));
        MemberRing before = MemberRing.of(members);
        Member dead = members.remove(random.nextInt(members.size()));
        MemberRing after = MemberRing.of(members);

        for (int key = 0; key < 1000; key++) {
            if (!owner(before, key).equals(dead.id())) {
                assertThat(owner(after, key)).isEqualTo(owner(before, key));
            } else {
                assertThat(owner(after, key))
                        .isEqualTo(before.owners("block-" + key, 2).getLast().id());
            }
        }
    }

    @RepeatedTest(20)
    void sharesAreAboutEqualAndMakeAWhole(RandomGenerator random) {
        List<Member> members = members(random, 1 + random.nextInt(30));
        MemberRing ring = MemberRing.of(members);
        double even = 1.0 / members.size();
        double sum = 0;
        for (Member member : members) {
            assertThat(ring.share(member.id())).isBetween(even * 0.75, even * 1.3);
            sum += ring.share(member.id());
        }

        assertThat(sum).isCloseTo(1, within(1e-9));
    }

    @Test
    void withoutMembersNobodyDoesTheWork() {
        assertThat(MemberRing.of(List.of()).owner(TenantId.ANONYMOUS)).isNull();
        assertThat(MemberRing.of(List.of()).owners("x", 3)).isEmpty();
        assertThat(MemberRing.of(List.of()).share("x")).isZero();
    }

    @Test
    void asksNobodyTwice() {
        MemberRing ring = MemberRing.of(Rings.settled(3).members().values());

        assertThat(ring.owners("x", 9)).hasSize(3).doesNotHaveDuplicates();
    }
}
