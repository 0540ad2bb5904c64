// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.TenantId;
import dev.hearth.ring.MemoryRingStore;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingListener;
import dev.hearth.ring.RingName;
import dev.hearth.ring.RingPartition;
import dev.hearth.ring.RingState;
import dev.hearth.ring.RingStore;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// When something may be appended to partitions that have just been entered in the ring.
final class AnnouncingSinkTest {

    private static final TenantId TENANT = new TenantId("a");

    private Instant now = Instant.parse("2026-11-20T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final LeavingStore store = new LeavingStore();
    private final Ring ring = new Ring(RingName.INGESTERS, store, Duration.ofMinutes(1), clock);
    private int appends;
    private int waits;
    private final AnnouncingSink sink =
            new AnnouncingSink(
                    (_, _) -> appends++,
                    () -> new TestTopic(2),
                    ring,
                    store,
                    clock,
                    time -> {
                        assertThat(appends).isZero();
                        waits++;
                        now = now.plus(time);
                    });

    /// A ring that may be away as soon as it has been written.
    private static final class LeavingStore implements RingStore {

        private final MemoryRingStore store = new MemoryRingStore();
        private Instant left = Instant.MAX;

        @Override
        public String kind() {
            return store.kind();
        }

        @Override
        public RingState known(RingName ring) {
            return store.known(ring);
        }

        @Override
        public RingState update(RingName ring, UnaryOperator<RingState> change) {
            return store.update(ring, change);
        }

        @Override
        public Closeable watch(RingName ring, RingListener listener) {
            return store.watch(ring, listener);
        }

        @Override
        public Instant lastHeard(RingName ring, Instant now, Duration grace) {
            return left.isBefore(now) ? left : now;
        }

        @Override
        public Duration freshFor(RingName ring, Instant now) {
            return store.freshFor(ring, now);
        }

        @Override
        public void close() {}
    }

    @Test
    void nothingIsAppendedBeforeOthersCanKnowOfThePartitions() throws IOException {
        sink.append(TENANT, List.of());

        assertThat(waits).isPositive();
        assertThat(appends).isEqualTo(1);
    }

    @Test
    void whatIsKnownForLongIsNotWaitedFor() throws IOException {
        sink.append(TENANT, List.of());
        int before = waits;
        now = now.plus(Cluster.CLOCK_SLACK);

        new AnnouncingSink(
                        (_, _) -> appends++,
                        () -> new TestTopic(2),
                        ring,
                        store,
                        clock,
                        _ -> waits++)
                .append(TENANT, List.of());

        assertThat(waits).isEqualTo(before);
        assertThat(appends).isEqualTo(2);
    }

    private void assertRefused() {
        assertThatThrownBy(() -> sink.append(TENANT, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("may not be known to queriers yet");
    }

    @Test
    void nothingIsAppendedWhileTheRingIsAwaySinceThePartitionsWereEntered() throws IOException {
        store.left = now;

        assertRefused();
        int waited = waits;
        assertRefused();

        assertThat(waits).as("who comes next does not wait as well").isEqualTo(waited);
        assertThat(appends).isZero();

        store.left = Instant.MAX;
        sink.append(TENANT, List.of());
        assertThat(appends).isEqualTo(1);
    }

    @Test
    void whatSomebodyWhoseClockIsBehindHasJustEnteredIsWaitedFor() throws IOException {
        Instant behind = now.minus(Cluster.CLOCK_SLACK).plusSeconds(5);
        store.update(
                RingName.INGESTERS,
                state -> {
                    TestTopic topic = new TestTopic(2);
                    return state.with(RingPartition.ofTopic(topic.partition(0), null, behind))
                            .with(RingPartition.ofTopic(topic.partition(1), null, behind));
                });

        sink.append(TENANT, List.of());

        assertThat(waits).isPositive();
        assertThat(appends).isEqualTo(1);
    }
}
