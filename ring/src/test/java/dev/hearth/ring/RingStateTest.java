// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class RingStateTest {

    @RepeatedTest(200)
    void mergingIsCommutative(RandomGenerator random) {
        RingState first = Rings.random(random);
        RingState second = Rings.random(random);

        assertThat(first.merge(second)).isEqualTo(second.merge(first));
    }

    @RepeatedTest(200)
    void mergingIsAssociative(RandomGenerator random) {
        RingState first = Rings.random(random);
        RingState second = Rings.random(random);
        RingState third = Rings.random(random);

        assertThat(first.merge(second).merge(third)).isEqualTo(first.merge(second.merge(third)));
    }

    @RepeatedTest(200)
    void mergingWhatIsKnownChangesNothing(RandomGenerator random) {
        RingState first = Rings.random(random);
        RingState both = first.merge(Rings.random(random));

        assertThat(both.merge(first)).isSameAs(both);
        assertThat(both.merge(both)).isSameAs(both);
    }

    @RepeatedTest(200)
    void whatIsNewerIsEnoughToCatchUp(RandomGenerator random) {
        RingState mine = Rings.random(random);
        RingState theirs = Rings.random(random);

        assertThat(theirs.merge(mine.newerThan(theirs))).isEqualTo(theirs.merge(mine));
        assertThat(mine.newerThan(mine)).isEqualTo(RingState.EMPTY);
    }

    @RepeatedTest(50)
    void jsonSaysAllOfIt(RandomGenerator random) throws java.io.IOException {
        RingState state = Rings.random(random);
        RingJson json = new RingJson();

        assertThat(json.decode(json.encode(state))).isEqualTo(state);
    }

    @Test
    void forgettingRetiresWhatOnlyThatMemberHad() {
        RingState state = Rings.settled(3).with(Rings.member("both", MemberState.ACTIVE, "p1"));

        RingState once = state.forget("m0", Rings.NOW).forget("m1", Rings.NOW);

        assertThat(Rings.stateOf(once, "m0")).isEqualTo(MemberState.GONE);
        assertThat(Rings.stateOfPartition(once, "p0")).isEqualTo(PartitionState.RETIRED);
        assertThat(Rings.stateOfPartition(once, "p1")).isEqualTo(PartitionState.ACTIVE);
        assertThat(once.owners("p1")).extracting(Member::id).containsExactly("both");
        assertThat(once.forget("m0", Rings.NOW)).isSameAs(once);
    }

    @Test
    void onlyAPartitionWithoutAnOwnerIsForgotten() {
        RingState state = Rings.settled(1);

        assertThat(state.forgetPartition("p0", Rings.NOW)).isSameAs(state);
        RingState orphaned =
                state.with(Rings.member("m0", MemberState.ACTIVE, "p0").gone(Rings.NOW));
        RingState without = orphaned.forgetPartition("p0", Rings.NOW);

        assertThat(Rings.stateOfPartition(orphaned, "p0")).isEqualTo(PartitionState.ACTIVE);
        assertThat(Rings.stateOfPartition(without, "p0")).isEqualTo(PartitionState.RETIRED);
        assertThat(without.forgetPartition("p0", Rings.NOW)).isSameAs(without);
        assertThat(without.forgetPartition("p7", Rings.NOW)).isSameAs(without);
    }

    @Test
    void aLateOldEntryDoesNotBringBackWhoLeft() {
        RingState state = Rings.settled(1);

        assertThat(Rings.stateOf(state.forget("m0", Rings.NOW).merge(state), "m0"))
                .isEqualTo(MemberState.GONE);
    }

    @Test
    void tombstonesGoAfterTheirTime() {
        RingState state = Rings.settled(2).forget("m0", Rings.NOW);

        assertThat(state.withoutLeftBefore(Rings.NOW)).isSameAs(state);
        RingState later = state.withoutLeftBefore(Rings.NOW.plusMillis(1));
        assertThat(later.members()).containsOnlyKeys("m1");
        assertThat(later.partitions()).containsOnlyKeys("p1");
    }

    @Test
    void aClockThatWasSetBackDoesNoHarm() {
        Member ahead =
                new Member(
                        "m",
                        "a:1",
                        "",
                        MemberState.ACTIVE,
                        Rings.NOW.plusSeconds(60).toEpochMilli(),
                        Rings.NOW.plusSeconds(60),
                        Rings.NOW,
                        List.of());

        assertThat(ahead.newer(ahead.gone(Rings.NOW)).state()).isEqualTo(MemberState.GONE);
    }
}
