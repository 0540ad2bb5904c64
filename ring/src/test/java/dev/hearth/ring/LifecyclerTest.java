// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class LifecyclerTest {

    private final SettableClock clock = new SettableClock();
    private final BreakableStore store = new BreakableStore();

    private static final class SettableClock implements InstantSource {
        private Instant now = Rings.NOW;

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    /// A store in memory that can be away.
    private static final class BreakableStore implements RingStore {
        private final MemoryRingStore inner = new MemoryRingStore();
        private boolean isAway;

        @Override
        public String kind() {
            return "breakable";
        }

        @Override
        public RingState known(RingName ring) {
            return inner.known(ring);
        }

        @Override
        public RingState update(RingName ring, UnaryOperator<RingState> change) throws IOException {
            if (isAway) {
                throw new IOException("store is away");
            }
            return inner.update(ring, change);
        }

        @Override
        public Closeable watch(RingName ring, RingListener listener) {
            return inner.watch(ring, listener);
        }

        @Override
        public Instant lastHeard(RingName ring, Instant now, Duration grace) {
            return now;
        }

        @Override
        public Duration freshFor(RingName ring, Instant now) {
            return isAway ? Duration.ZERO : ALWAYS;
        }

        @Override
        public void close() {}
    }

    private Lifecycler lifecycler(RingName ring, String id) {
        return new Lifecycler(
                ring, new Instance(id, id + ":9095", "a"), store, LifecycleTimes.DEFAULTS, clock);
    }

    private Ring ring(RingName name) {
        return new Ring(name, store, LifecycleTimes.DEFAULTS.heartbeatTimeout(), clock);
    }

    private RingState ingesters() {
        return store.known(RingName.INGESTERS);
    }

    @Test
    void aMemberGoesThroughItsStates() throws IOException {
        Lifecycler one = lifecycler(RingName.INGESTERS, "one");
        one.beat();
        assertThat(Rings.stateOf(ingesters(), "one")).isEqualTo(MemberState.JOINING);
        one.activate();
        assertThat(ring(RingName.INGESTERS).active()).extracting(Member::id).containsExactly("one");
        one.startLeaving();
        assertThat(ring(RingName.INGESTERS).active()).isEmpty();
        one.leave();
        assertThat(Rings.stateOf(ingesters(), "one")).isEqualTo(MemberState.GONE);
    }

    @Test
    void aSilentMemberIsNotHealthyAndStaysInTheRing() {
        Lifecycler one = lifecycler(RingName.INGESTERS, "one");
        one.own("p", "a", PartitionState.ACTIVE);
        one.activate();
        Ring ring = ring(RingName.INGESTERS);

        clock.pass(Duration.ofSeconds(61));

        assertThat(ring.active()).isEmpty();
        assertThat(ring.partitions()).hasSize(1);
        assertThat(ring.partitions().getFirst().here()).isEmpty();
        assertThat(ring.partitions().getFirst().away()).hasSize(1);
        assertThat(Rings.stateOf(ingesters(), "one")).isEqualTo(MemberState.ACTIVE);
    }

    @Test
    void whoeverComesBackTakesOverItsEntryAtOnce() throws IOException {
        Lifecycler killed = lifecycler(RingName.INGESTERS, "one");
        killed.own("p", "a", PartitionState.ACTIVE);
        killed.activate();
        Instant turned = clock.now;
        clock.pass(Duration.ofMinutes(3));

        Lifecycler back = lifecycler(RingName.INGESTERS, "one");
        back.own("p", "a", PartitionState.ACTIVE);
        back.activate();

        RingState state = ingesters();
        assertThat(ring(RingName.INGESTERS).active()).hasSize(1);
        assertThat(state.members().values()).extracting(Member::registered).containsExactly(turned);
        assertThat(state.partitions().values())
                .extracting(RingPartition::since)
                .containsExactly(turned);
        back.beat();
        assertThat(state.owners("p")).hasSize(1);
    }

    @Test
    void whoIsForgottenAndStillThereComesBack() throws IOException {
        Lifecycler one = lifecycler(RingName.INGESTERS, "one");
        one.own("p", "a", PartitionState.ACTIVE);
        one.activate();

        assertThat(ring(RingName.INGESTERS).forget("one")).isTrue();
        assertThat(ring(RingName.INGESTERS).partitions()).isEmpty();
        one.beat();

        assertThat(Rings.stateOf(ingesters(), "one")).isEqualTo(MemberState.ACTIVE);
        assertThat(Rings.stateOfPartition(ingesters(), "p")).isEqualTo(PartitionState.ACTIVE);
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenByTheNextBeat() throws IOException {
        Lifecycler one = lifecycler(RingName.INGESTERS, "one");
        store.isAway = true;
        one.own("p", "a", PartitionState.ACTIVE);
        one.activate();
        assertThatThrownBy(one::beat).isInstanceOf(IOException.class);
        assertThat(one.isRegistered()).isFalse();
        store.isAway = false;

        one.beat();

        assertThat(one.isRegistered()).isTrue();
        assertThat(ring(RingName.INGESTERS).active()).hasSize(1);
        assertThat(ring(RingName.INGESTERS).partitions().getFirst().here()).hasSize(1);
    }

    @Test
    void membersWithoutDataAreForgottenAfterLongSilence() throws IOException {
        Lifecycler dead = lifecycler(RingName.QUERIERS, "dead");
        dead.activate();
        Lifecycler living = lifecycler(RingName.QUERIERS, "living");
        beatFor(living, Duration.ofMinutes(12));
        assertThat(Rings.stateOf(store.known(RingName.QUERIERS), "dead"))
                .isEqualTo(MemberState.GONE);

        beatFor(living, Duration.ofMinutes(16));

        assertThat(store.known(RingName.QUERIERS).members()).containsOnlyKeys("living");
    }

    @Test
    void membersWithDataAreNeverForgottenForSilence() throws IOException {
        lifecycler(RingName.INGESTERS, "dead").activate();

        beatFor(lifecycler(RingName.INGESTERS, "living"), Duration.ofHours(2));

        assertThat(Rings.stateOf(ingesters(), "dead")).isEqualTo(MemberState.ACTIVE);
    }

    @Test
    void nobodyIsForgottenWhileTheStoreWasAway() throws IOException {
        lifecycler(RingName.QUERIERS, "other").activate();
        Lifecycler living = lifecycler(RingName.QUERIERS, "living");
        beatFor(living, Duration.ofMinutes(9));
        store.isAway = true;
        clock.pass(Duration.ofHours(1));
        assertThatThrownBy(living::beat).isInstanceOf(IOException.class);
        store.isAway = false;

        beatFor(living, Duration.ofMinutes(5));

        assertThat(Rings.stateOf(store.known(RingName.QUERIERS), "other"))
                .isEqualTo(MemberState.ACTIVE);
    }

    private void beatFor(Lifecycler lifecycler, Duration time) throws IOException {
        Instant end = clock.now.plus(time);
        lifecycler.activate();
        while (clock.now.isBefore(end)) {
            clock.pass(Duration.ofSeconds(5));
            lifecycler.beat();
        }
    }

    @Test
    void aPartitionChangesHandsWithoutBeingNobodys() {
        Lifecycler old = lifecycler(RingName.INGESTERS, "old");
        Lifecycler fresh = lifecycler(RingName.INGESTERS, "fresh");
        old.share("t-0");
        fresh.announce("t-0");
        fresh.activate();
        assertThat(ingesters().owners("t-0")).extracting(Member::id).containsExactly("old");

        fresh.share("t-0");
        old.disown("t-0");

        assertThat(ingesters().owners("t-0")).extracting(Member::id).containsExactly("fresh");
        assertThat(ingesters().partitions()).hasSize(1);
    }

    @Test
    void aPartitionOfATopicOutlivesItsLastOwner() throws IOException {
        Lifecycler one = lifecycler(RingName.INGESTERS, "one");
        one.share("t-0");
        one.activate();

        ring(RingName.INGESTERS).forget("one");

        PartitionOwners left = ring(RingName.INGESTERS).partitions().getFirst();
        assertThat(left.partition().id()).isEqualTo("t-0");
        assertThat(left.partition().isShared()).isTrue();
        assertThat(left.here()).isEmpty();
        assertThat(left.away()).isEmpty();
    }

    @Test
    void aPartitionOfATopicThatWasForgottenComesBackWithWhoeverReadsIt() throws IOException {
        Lifecycler one = lifecycler(RingName.INGESTERS, "one");
        one.announce("t-0");
        one.activate();
        assertThat(ring(RingName.INGESTERS).forget("t-0")).isTrue();
        assertThat(ring(RingName.INGESTERS).partitions()).isEmpty();

        one.beat();

        assertThat(ring(RingName.INGESTERS).partitions()).hasSize(1);
    }

    @Test
    void whoCouldNotSayThatItLeftHasNotLeft() throws IOException {
        Lifecycler one = lifecycler(RingName.INGESTERS, "one");
        one.own("p", "a", PartitionState.ACTIVE);
        one.activate();
        store.isAway = true;

        assertThatThrownBy(one::leave).hasMessage("store is away");
        assertThat(Rings.stateOf(ingesters(), "one")).isEqualTo(MemberState.ACTIVE);

        store.isAway = false;
        one.beat();
        assertThat(Rings.stateOf(ingesters(), "one")).isEqualTo(MemberState.GONE);
        assertThat(Rings.stateOfPartition(ingesters(), "p")).isEqualTo(PartitionState.RETIRED);
    }

    @Test
    void leavingRetiresWhatNobodyElseOwns() throws IOException {
        Lifecycler one = lifecycler(RingName.INGESTERS, "one");
        one.own("p", "a", PartitionState.READ_ONLY);
        one.leave();

        assertThat(Rings.stateOfPartition(ingesters(), "p")).isEqualTo(PartitionState.RETIRED);
        assertThat(ring(RingName.INGESTERS).partitions()).isEmpty();
    }

    @Test
    void timesThatLeaveNoRoomAreRefused() {
        assertThatThrownBy(() ->
                        new LifecycleTimes(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(9),
                                Duration.ofMinutes(5)))
                .hasMessageContaining("-ring.heartbeat-timeout is PT9S");
    }

    @Test
    void anEntryNamesItsPartitionsSorted() {
        Lifecycler one = lifecycler(RingName.INGESTERS, "one");
        one.own("q", "a", PartitionState.ACTIVE);
        one.own("p", "a", PartitionState.ACTIVE);

        assertThat(ingesters().members().values())
                .extracting(Member::partitions)
                .containsExactly(List.of("p", "q"));
    }
}
