// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.MemoryRingStore;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// When an ingester of a topic is ready.
final class KafkaReadinessTest {

    private static final InstantSource CLOCK = InstantSource.system();

    private final MemoryRingStore store = new MemoryRingStore();

    /// Reads at once, or never.
    private record Reader(List<Integer> caughtUp) implements TopicReader {

        @Override
        public void assign(Map<Integer, Integer> ranks) {}
    }

    private Lifecycler lifecycler(String id) {
        return new Lifecycler(
                RingName.INGESTERS,
                new Instance(id, id + ":1", ""),
                store,
                LifecycleTimes.DEFAULTS,
                CLOCK);
    }

    private KafkaShare share(Lifecycler lifecycler, Integer... caughtUp) {
        Ring ring = new Ring(RingName.INGESTERS, store, Duration.ofMinutes(1), CLOCK);
        return new KafkaShare(
                ring,
                lifecycler,
                new Reader(List.of(caughtUp)),
                Duration.ofMinutes(1),
                System::nanoTime);
    }

    @Test
    void isNotReadyBeforeItServesWhatTheRingGivesIt() throws IOException {
        Lifecycler one = lifecycler("one");
        one.activate();
        KafkaShare behind = share(one, 0);
        assertThat(behind.unready()).isEqualTo("share of the topic is not known yet");

        behind.step(new TestTopic(2), false);
        assertThat(behind.unready()).isEqualTo("partition 1 is not served yet");

        KafkaShare done = share(one, 0, 1);
        done.step(new TestTopic(2), false);
        assertThat(done.unready()).isNull();
    }

    @Test
    void isReadyWithoutAnythingIfOthersHaveAll() throws IOException {
        List<Lifecycler> all = List.of(lifecycler("a"), lifecycler("b"), lifecycler("c"));
        all.forEach(Lifecycler::activate);
        int idle = 0;
        for (Lifecycler one : all) {
            KafkaShare share = share(one, 0);
            share.step(new TestTopic(1), false);
            assertThat(share.unready()).isNull();
            idle += share.owns() ? 0 : 1;
        }

        assertThat(idle).isEqualTo(1);
    }

    @Test
    void isNotReadyWhileTheRingDoesNotKnowOfIt() throws IOException {
        KafkaShare share = share(lifecycler("one"));
        share.step(new TestTopic(0), false);

        assertThat(share.unready()).isEqualTo("ring does not know of this ingester yet");
    }
}
