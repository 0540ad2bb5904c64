// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.TenantId;
import dev.hearth.query.RemoteOwner;
import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.MemoryRingStore;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import dev.hearth.rpc.Peers;
import dev.hearth.rpc.RpcClientConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Partitions of a topic, and of a file log, whose last owner was forgotten.
final class OrphanedTopicTest {

    private static final TenantId TENANT = new TenantId("t1");
    private static final InstantSource CLOCK = InstantSource.system();

    private final MemoryRingStore store = new MemoryRingStore();
    private final Ring ring =
            new Ring(RingName.INGESTERS, store, LifecycleTimes.DEFAULTS.heartbeatTimeout(), CLOCK);
    private final Lifecycler owner =
            new Lifecycler(
                    RingName.INGESTERS,
                    new Instance("one", "127.0.0.1:1", ""),
                    store,
                    LifecycleTimes.DEFAULTS,
                    CLOCK);
    private final Peers peers;

    OrphanedTopicTest() throws IOException {
        peers =
                new Peers(
                        new RpcClientConfig(
                                1 << 20, 0, Duration.ofMillis(1), Duration.ofMillis(1), null),
                        new SimpleMeterRegistry());
    }

    @BeforeEach
    void join() {
        owner.activate();
    }

    @AfterEach
    void close() {
        peers.close();
    }

    private List<RemoteOwner> asked() {
        return new RingOwners(ring, peers::owner, "querier", false).get();
    }

    private AnnouncingSink sink() {
        Ring later =
                new Ring(
                        RingName.INGESTERS,
                        store,
                        LifecycleTimes.DEFAULTS.heartbeatTimeout(),
                        () -> CLOCK.instant().plusSeconds(10));
        return new AnnouncingSink(
                (_, _) -> {}, () -> new TestTopic(2), later, store, CLOCK, _ -> {});
    }

    @Test
    void aPartitionOfATopicIsAskedForThoughItsLastOwnerWasForgotten() throws IOException {
        owner.share("t-0");
        ring.forget("one");

        assertThat(asked()).containsExactly(new OrphanedPartition("t-0"));
        assertThatThrownBy(() -> new RingFlush(ring, peers).flush())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("partition \"t-0\"")
                .hasMessageContaining("no owner");
    }

    @Test
    void aFileLogWhoseOwnerWasForgottenIsGone() throws IOException {
        owner.own("p", "a", PartitionState.ACTIVE);
        ring.forget("one");

        assertThat(asked()).isEmpty();
        assertThat(new RingFlush(ring, peers).flush()).isEmpty();
    }

    @Test
    void whatIsPushedToIsAskedForAgain() throws IOException {
        AnnouncingSink sink = sink();
        sink.append(TENANT, List.of());
        ring.forget("t-0");
        assertThat(asked()).containsExactly(new OrphanedPartition("t-1"));

        sink.append(TENANT, List.of());

        assertThat(asked())
                .containsExactly(new OrphanedPartition("t-0"), new OrphanedPartition("t-1"));
    }
}
