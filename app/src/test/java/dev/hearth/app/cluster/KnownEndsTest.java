// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.MemoryRingStore;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import dev.hearth.rpc.PartitionFlush;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which ingesters have to say where a partition ends before anything of it is given up.
final class KnownEndsTest {

    private static final InstantSource CLOCK = InstantSource.system();

    private final MemoryRingStore store = new MemoryRingStore();
    private final Ring ring =
            new Ring(RingName.INGESTERS, store, LifecycleTimes.DEFAULTS.heartbeatTimeout(), CLOCK);
    private final Map<String, List<Long>> answers = new HashMap<>();
    private final RingFlush flush = new RingFlush(ring, Answering::new);

    private final class Answering implements PartitionFlush {

        private final String address;

        private Answering(String address) {
            this.address = address;
        }

        @Override
        public Map<String, Long> flush() throws IOException {
            throw new IOException("is down");
        }

        @Override
        public List<Long> knownEnds(String partition) throws IOException {
            List<Long> ends = answers.get(address);
            if (ends == null) {
                throw new IOException("is down");
            }
            return ends;
        }
    }

    private Lifecycler ingester(String id) {
        return new Lifecycler(
                RingName.INGESTERS,
                new Instance(id, id + ":1", ""),
                store,
                LifecycleTimes.DEFAULTS,
                CLOCK);
    }

    @Test
    void anOwnerAnswersForItsPartitionThoughAnotherIngesterIsAway() throws IOException {
        Lifecycler one = ingester("one");
        one.activate();
        one.own("p", "", PartitionState.ACTIVE);
        Lifecycler two = ingester("two");
        two.activate();
        two.own("q", "", PartitionState.ACTIVE);
        answers.put("one:1", List.of(4L, 6L));

        assertThat(flush.knownEnds("p")).containsExactly(4L, 6L);
        assertThatThrownBy(() -> flush.knownEnds("q"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ingester \"two\" does not say where partition \"q\" ends");
    }

    @Test
    void eachOwnerThatIsThereIsHeard() throws IOException {
        for (String id : List.of("one", "two")) {
            Lifecycler owner = ingester(id);
            owner.activate();
            owner.share("t-0");
        }
        answers.put("one:1", List.of(4L));
        assertThatThrownBy(() -> flush.knownEnds("t-0")).hasMessageContaining("\"two\"");

        answers.put("two:1", List.of(3L, 3L));

        assertThat(flush.knownEnds("t-0")).containsExactlyInAnyOrder(4L, 3L, 3L);
    }

    @Test
    void anOwnerThatIsNotReadyKeepsNobodyWaiting() throws IOException {
        Lifecycler one = ingester("one");
        one.own("p", "", PartitionState.ACTIVE);
        one.beat();

        assertThat(flush.knownEnds("p")).isEmpty();
        answers.put("one:1", List.of(4L));
        assertThat(flush.knownEnds("p")).containsExactly(4L);
    }

    @Test
    void whileNoIngesterIsKnownNobodyKnows() {
        assertThatThrownBy(() -> flush.knownEnds("p"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no ingester is known");
    }
}
