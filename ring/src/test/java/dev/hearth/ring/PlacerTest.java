// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.model.TenantId;
import dev.hearth.testing.Seeded;
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class PlacerTest {

    private static final Duration SETTLING = Duration.ofMinutes(10);
    private static final TenantId TENANT = new TenantId("acme");

    private static Placer placer(RingState state) {
        return Placer.throughOwners(Rings.ring(state), SETTLING);
    }

    private static String home(RingState state, int key) {
        return placer(state).place(TENANT, "service-" + key, 0, 0, 1).home();
    }

    /// Partitions of long ago with ids as they really are.
    private static RingState real(RandomGenerator random, int count, int zones) {
        List<Member> members = new ArrayList<>();
        List<RingPartition> partitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = new UUID(random.nextLong(), random.nextLong()).toString();
            members.add(Rings.member("m" + i, MemberState.ACTIVE, id));
            String zone = zones == 0 ? "" : "z" + i % zones;
            partitions.add(Rings.partition(id, zone, PartitionState.ACTIVE, Instant.EPOCH));
        }
        return RingState.of(members, partitions);
    }

    private static RingState without(RingState state, Set<String> partitions) {
        return RingState.of(
                state.members().values(),
                state.partitions().values().stream()
                        .filter(partition -> !partitions.contains(partition.id()))
                        .toList());
    }

    private static String any(RandomGenerator random, RingState state) {
        List<String> ids = List.copyOf(state.partitions().keySet());
        return ids.get(random.nextInt(ids.size()));
    }

    /// A store that has heard of the others for so long.
    private record HeardFor(Duration time) implements RingStore {

        private static final RingState STATE = Rings.settled(4);

        @Override
        public String kind() {
            return "heard";
        }

        @Override
        public RingState known(RingName ring) {
            return STATE;
        }

        @Override
        public RingState update(RingName ring, UnaryOperator<RingState> change) {
            return STATE;
        }

        @Override
        public Closeable watch(RingName ring, RingListener listener) {
            return () -> {};
        }

        @Override
        public Instant lastHeard(RingName ring, Instant now, Duration grace) {
            return now;
        }

        @Override
        public Duration freshFor(RingName ring, Instant now) {
            return time;
        }

        @Override
        public void close() {}
    }

    private static boolean isMarked(Duration heardFor) {
        Ring ring =
                new Ring(
                        RingName.INGESTERS, new HeardFor(heardFor), Rings.TIMEOUT, () -> Rings.NOW);
        Placement placement =
                Placer.throughOwners(ring, SETTLING).place(TENANT, "service", 0, 0, 1);
        assertThat(placement.targets().getFirst().partition()).isEqualTo(placement.home());
        return placement.targets().getFirst().isMarked();
    }

    @Test
    void whoMayHaveMissedAChangeMarks() {
        assertThat(isMarked(Duration.ZERO)).as("others are not heard").isTrue();
        assertThat(isMarked(SETTLING.minusMillis(1))).as("not yet for long").isTrue();
        assertThat(isMarked(SETTLING)).isFalse();
        assertThat(isMarked(RingStore.ALWAYS)).isFalse();
    }

    @RepeatedTest(5)
    void partitionsHaveAboutEqualShares(RandomGenerator random) {
        RingState state = real(random, 3 + random.nextInt(40), 0);
        Placer placer = placer(state);
        Map<String, Integer> counts = new HashMap<>();
        int keys = 2000 * state.partitions().size();
        for (int i = 0; i < keys; i++) {
            counts.merge(placer.place(TENANT, "s" + i, 0, 0, 1).home(), 1, Integer::sum);
        }

        assertThat(Collections.max(counts.values())).isLessThan(2000 * 13 / 10);
        assertThat(Collections.min(counts.values())).isGreaterThan(2000 * 7 / 10);
    }

    @RepeatedTest(10)
    void aPartitionThatComesTakesOnlyWhatBecomesItsOwn(RandomGenerator random) {
        RingState after = real(random, 2 + random.nextInt(20), 0);
        String added = any(random, after);
        RingState before = without(after, Set.of(added));
        Placer old = placer(before);
        Placer fresh = placer(after);
        int moved = 0;
        for (int key = 0; key < 2000; key++) {
            String was = old.place(TENANT, "s" + key, 0, 0, 1).home();
            String is = fresh.place(TENANT, "s" + key, 0, 0, 1).home();
            assertThat(is).isIn(was, added);
            moved += is.equals(was) ? 0 : 1;
        }

        assertThat((double) moved / 2000).isCloseTo(1.0 / after.partitions().size(), within(0.12));
    }

    @RepeatedTest(10)
    void whoeverKnowsTheSameDecidesTheSame(RandomGenerator random) {
        RingState state = real(random, 1 + random.nextInt(20), 3);
        List<RingPartition> shuffled = new ArrayList<>(state.partitions().values());
        Collections.shuffle(shuffled, new java.util.Random(random.nextLong()));
        RingState other = RingState.EMPTY;
        for (RingPartition partition : shuffled) {
            other = other.with(partition);
        }
        for (Member member : state.members().values()) {
            other = other.with(member);
        }
        Placer first = placer(state);
        Placer second = placer(other);

        for (int key = 0; key < 200; key++) {
            long series = random.nextLong();
            int shard = random.nextInt(5);
            int spread = 1 + random.nextInt(4);
            assertThat(first.place(TENANT, "s" + key, series, shard, spread))
                    .isEqualTo(second.place(TENANT, "s" + key, series, shard, spread));
        }
    }

    @RepeatedTest(10)
    void aServiceIsSpreadOverTheNextPartitions(RandomGenerator random) {
        RingState state = real(random, 12, 0);
        Placer placer = placer(state);
        Set<String> homes = new HashSet<>();
        Set<String> wider = new HashSet<>();
        int moved = 0;
        for (int i = 0; i < 3000; i++) {
            long series = random.nextLong();
            Placement narrow = placer.place(TENANT, "web", series, 0, 3);
            Placement wide = placer.place(TENANT, "web", series, 0, 4);
            homes.add(narrow.home());
            wider.add(wide.home());
            moved += narrow.home().equals(wide.home()) ? 0 : 1;
        }

        assertThat(homes).hasSize(3);
        assertThat(wider).hasSize(4).containsAll(homes);
        assertThat(moved / 3000.0).isCloseTo(0.25, within(0.05));
    }

    @Test
    void anAwayOwnersPartitionIsPassedOverAndTheNextIsMarked() {
        RingState state = Rings.settled(4);
        Placement healthy = placer(state).place(TENANT, "web", 0, 0, 1);
        Placement.Target first = healthy.targets().getFirst();
        Member owner = state.owners(first.partition()).getFirst();
        RingState away =
                state.with(
                        new Member(
                                owner.id(),
                                owner.address(),
                                "",
                                MemberState.LEAVING,
                                2,
                                Rings.NOW,
                                Rings.NOW,
                                owner.partitions()));

        Placement spilled = placer(away).place(TENANT, "web", 0, 0, 1);

        assertThat(first.isMarked()).isFalse();
        assertThat(first.partition()).isEqualTo(healthy.home());
        assertThat(spilled.home()).isEqualTo(healthy.home());
        assertThat(spilled.isSettled()).isTrue();
        assertThat(spilled.targets())
                .isEqualTo(healthy.targets().subList(1, 4))
                .allMatch(Placement.Target::isMarked);
    }

    @Test
    void throughABrokerOwnersDoNotMatter() {
        RingState state = Rings.settled(3);
        RingState ownerless = RingState.of(List.of(), state.partitions().values());

        Placement placement =
                Placer.throughBroker(Rings.ring(ownerless), SETTLING).place(TENANT, "web", 0, 0, 1);

        assertThat(placement.targets()).hasSize(3);
        assertThat(placement.targets().getFirst().isMarked()).isFalse();
    }

    @Test
    void withoutPartitionsThereIsNoHome() {
        assertThat(placer(RingState.EMPTY).place(TENANT, "web", 0, 0, 1))
                .isEqualTo(Placement.NOWHERE);
    }

    @RepeatedTest(30)
    void whatHadAnotherHomeOfLateIsNotSettled(RandomGenerator random) {
        RingState real = real(random, 3 + random.nextInt(10), random.nextInt(3));
        List<RingPartition> entries = new ArrayList<>();
        Instant late = Rings.NOW.minus(SETTLING).plusSeconds(1);
        for (RingPartition partition : real.partitions().values()) {
            int kind = random.nextInt(5);
            entries.add(
                    new RingPartition(
                            partition.id(),
                            partition.zone(),
                            kind == 1 ? PartitionState.READ_ONLY : PartitionState.ACTIVE,
                            1,
                            kind <= 1 ? late : Instant.EPOCH,
                            partition.tokens()));
        }
        RingState now = RingState.of(real.members().values(), entries);
        RingState between = between(random, now, late);
        int shard = random.nextInt(6);
        int spread = 1 + random.nextInt(3);

        Placer here = placer(now);
        Placer then = placer(between);

        for (int key = 0; key < 300; key++) {
            Placement placement = here.place(TENANT, "s" + key, key, shard, spread);
            if (placement.isSettled() && !placement.home().isEmpty()) {
                assertThat(then.place(TENANT, "s" + key, key, shard, spread).home())
                        .isEqualTo(placement.home());
            }
        }
    }

    /// What the ring may have been at some moment of late: of what has changed, anything may have
    /// been written or not.
    private static RingState between(RandomGenerator random, RingState now, Instant late) {
        List<RingPartition> then = new ArrayList<>();
        for (RingPartition partition : now.partitions().values()) {
            boolean isWritten =
                    partition.since().equals(late)
                            ? random.nextBoolean()
                            : partition.state() == PartitionState.ACTIVE;
            if (isWritten) {
                then.add(
                        Rings.partition(
                                partition.id(),
                                partition.zone(),
                                PartitionState.ACTIVE,
                                Instant.EPOCH));
            }
        }
        return RingState.of(now.members().values(), then);
    }

    @Test
    void aChangeOfLateMarksAboutWhatItMoved() {
        RingState state =
                Rings.settled(9)
                        .with(Rings.partition("p9", "", PartitionState.ACTIVE, Rings.NOW))
                        .with(Rings.member("m9", MemberState.ACTIVE, "p9"));
        Placer placer = placer(state);
        int unsettled = 0;
        for (int key = 0; key < 2000; key++) {
            Placement placement = placer.place(TENANT, "s" + key, 0, 0, 1);
            assertThat(placement.isSettled()).isEqualTo(!placement.home().equals("p9"));
            unsettled += placement.isSettled() ? 0 : 1;
        }

        assertThat(unsettled / 2000.0).isCloseTo(0.1, within(0.05));
    }

    @Test
    void keysHaveTheHomesThatTheyAlwaysHad() {
        RingState state = Rings.settled(7);

        assertThat(List.of(home(state, 0), home(state, 1), home(state, 2), home(state, 3)))
                .containsExactly("p3", "p4", "p2", "p5");
        Placer placer = placer(state);
        assertThat(
                        List.of(
                                placer.place(TENANT, "web", 42, 3, 2).home(),
                                placer.place(TENANT, "web", 43, 3, 2).home(),
                                placer.place(TENANT, "api", 44, 0, 5).home()))
                .containsExactly("p3", "p3", "p2");
    }
}
