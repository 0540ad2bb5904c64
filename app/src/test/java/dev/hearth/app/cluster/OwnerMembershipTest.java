// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.MemoryRingStore;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import dev.hearth.testing.SimulatedDisk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// When an ingester with a log of its own takes appends.
final class OwnerMembershipTest {

    private final MemoryRingStore store = new MemoryRingStore();
    private long nanos;
    private long openedNanos = -1;

    private final class Waits implements WaitingClock {

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void await(Duration time) {
            nanos += time.toNanos();
        }
    }

    private static final class Nobody implements OwnerMembership.Background {

        @Override
        public Closeable beat(Lifecycler lifecycler) {
            return () -> {};
        }

        @Override
        public void start(String name, Runnable task) {
            throw new IllegalStateException("nothing is done beside all else here");
        }
    }

    private final class OpenedLog implements OwnerMembership.Log {

        @Override
        public void open() {
            openedNanos = nanos;
        }

        @Override
        public void drain() {}
    }

    private void start() throws IOException {
        LifecycleTimes times = LifecycleTimes.DEFAULTS;
        InstantSource clock = InstantSource.system();
        Instance self = new Instance("one", "one:1", "");
        OwnerMembership membership =
                new OwnerMembership(
                        new OwnerMembership.Means(
                                new Ring(
                                        RingName.INGESTERS, store, times.heartbeatTimeout(), clock),
                                store,
                                new Lifecycler(RingName.INGESTERS, self, store, times, clock),
                                "",
                                new ShutdownMarker(
                                        new SimulatedDisk(new SplittableRandom(1)),
                                        Path.of("/data")),
                                new Waits(),
                                new Nobody()),
                        "p",
                        new OpenedLog(),
                        true);
        membership.presence().start();
        membership.start();
    }

    @Test
    void aNewOwnerTakesNothingBeforeOthersHaveHeardOfIt() throws IOException {
        start();

        assertThat(openedNanos).isGreaterThanOrEqualTo(Pause.SPREAD.toNanos());
    }

    @Test
    void whoWasTheOwnerBeforeTakesAppendsAtOnce() throws IOException {
        start();
        nanos = 0;
        start();

        assertThat(openedNanos).isZero();
    }
}
