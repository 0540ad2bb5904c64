// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.MemoryRingStore;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingListener;
import dev.hearth.ring.RingName;
import dev.hearth.ring.RingState;
import dev.hearth.ring.RingStore;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A member that leaves for good while the ring cannot be written.
final class DepartureTest {

    private static final InstantSource CLOCK = InstantSource.system();

    /// Refuses so many changes.
    private static final class FailingStore implements RingStore {

        private final MemoryRingStore inner = new MemoryRingStore();
        private int refusals;

        @Override
        public String kind() {
            return "failing";
        }

        @Override
        public RingState known(RingName ring) {
            return inner.known(ring);
        }

        @Override
        public RingState update(RingName ring, UnaryOperator<RingState> change) throws IOException {
            if (refusals > 0) {
                refusals--;
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
            return Duration.ZERO;
        }

        @Override
        public void close() {}
    }

    private final FailingStore store = new FailingStore();
    private final Ring ring =
            new Ring(RingName.INGESTERS, store, LifecycleTimes.DEFAULTS.heartbeatTimeout(), CLOCK);
    private final Lifecycler lifecycler =
            new Lifecycler(
                    RingName.INGESTERS,
                    new Instance("one", "one:1", ""),
                    store,
                    LifecycleTimes.DEFAULTS,
                    CLOCK);

    @Test
    void theRingIsToldAgainUntilItKnows() throws IOException {
        lifecycler.activate();
        store.refusals = 3;

        departure(Duration.ofMinutes(1)).leave();

        assertThat(ring.active()).isEmpty();
    }

    @Test
    void whoTheRingStillNamesHasNotLeft() {
        lifecycler.activate();
        store.refusals = Integer.MAX_VALUE;

        assertThatThrownBy(() -> departure(Duration.ZERO).leave())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ring does not say yet that one is gone")
                .hasMessageContaining("store is away");
        assertThat(ring.active()).hasSize(1);
    }

    private Departure departure(Duration patience) {
        return new Departure(lifecycler, patience, Duration.ofMillis(1), WaitingClock.SYSTEM);
    }
}
