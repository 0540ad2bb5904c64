// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.ConfigLoader;
import dev.hearth.config.StartRequest;
import dev.hearth.ring.Heartbeats;
import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Member;
import dev.hearth.ring.MemberState;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingConfig;
import dev.hearth.ring.RingName;
import dev.hearth.ring.RingState;
import dev.hearth.ring.RingStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Rings in a real Consul.
@Timeout(180)
final class ConsulRingTest {

    private static final RingName RING = RingName.INGESTERS;
    private static final Duration PERIOD = Duration.ofMillis(200);

    private final List<Closeable> open = new ArrayList<>();
    private final ShiftedClock clock = new ShiftedClock();

    private @Nullable ConsulAgent consul;

    @TempDir private Path folder;

    /// The time, and some more.
    private static final class ShiftedClock implements InstantSource {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    @AfterEach
    void closeAll() throws IOException {
        for (Closeable one : open.reversed()) {
            one.close();
        }
        if (consul != null) {
            consul.close();
        }
    }

    private ConsulAgent agent(String configuration) throws IOException, InterruptedException {
        ConsulAgent started = ConsulAgent.start(folder.resolve("consul"), configuration);
        consul = started;
        return started;
    }

    private RingStore store(ConsulAgent agent, String... flags)
            throws IOException, ConfigException {
        List<String> all = new ArrayList<>(List.of(flags));
        all.add("-ring.store=consul");
        all.add("-consul.hostname=" + agent.address());
        all.add("-consul.client-timeout=5s");
        all.add("-consul.watch-rate-limit=20");
        ConfigLoader loader =
                new ConfigLoader(RingConfig.flags(), new BuildInfo("test", "", "", ""), Map.of());
        if (!(loader.load(all) instanceof StartRequest.Run run)) {
            throw new AssertionError("not to be run");
        }
        RingStore store =
                RingConfig.from(run.settings(), false)
                        .open(new Instance("test", "127.0.0.1:1", ""), clock, new Random(1));
        open.add(store);
        return store;
    }

    private Lifecycler member(RingStore store, String id) {
        Lifecycler lifecycler =
                new Lifecycler(
                        RING,
                        new Instance(id, id + ":1", ""),
                        store,
                        LifecycleTimes.DEFAULTS,
                        clock);
        lifecycler.own("partition-" + id, "", PartitionState.ACTIVE);
        lifecycler.activate();
        open.add(new Heartbeats(lifecycler, PERIOD));
        return lifecycler;
    }

    private static RingState await(RingStore store, Predicate<RingState> fits)
            throws IOException, InterruptedException {
        CountDownLatch fitting = new CountDownLatch(1);
        try (Closeable _ =
                store.watch(
                        RING,
                        state -> {
                            if (fits.test(state)) {
                                fitting.countDown();
                            }
                        })) {
            assertThat(fitting.await(60, TimeUnit.SECONDS)).as("%s", store.known(RING)).isTrue();
        }
        return store.known(RING);
    }

    private static Predicate<RingState> hasActive(String... members) {
        return state ->
                List.of(members).stream()
                        .map(state::member)
                        .allMatch(member -> member != null && member.state() == MemberState.ACTIVE);
    }

    /// Whether a heartbeat was written after a time.
    private static Predicate<RingState> beatsAfter(String id, Instant time) {
        return state -> {
            Member member = state.member(id);
            return member != null && member.heartbeat().isAfter(time);
        };
    }

    @Test
    void ofManyThatWriteAtOnceNobodyLosesAnything()
            throws IOException, InterruptedException, ConfigException, ExecutionException {
        ConsulAgent agent = agent("");
        List<RingStore> stores = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            stores.add(store(agent));
        }
        List<Future<?>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                RingStore store = stores.get(i);
                int number = i;
                writers.add(threads.submit(() -> writeMany(store, number)));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }

        for (RingStore store : stores) {
            assertThat(await(store, state -> state.members().size() == 40).members()).hasSize(40);
        }
    }

    private @Nullable Void writeMany(RingStore store, int number) throws IOException {
        for (int j = 0; j < 10; j++) {
            String id = "m%d-%d".formatted(number, j);
            Member member =
                    new Member(
                            id,
                            id + ":1",
                            "",
                            MemberState.ACTIVE,
                            1,
                            Instant.EPOCH,
                            Instant.EPOCH,
                            List.of());
            assertThat(store.update(RING, state -> state.with(member)).member(id)).isNotNull();
            assertThat(store.known(RING).member(id)).isNotNull();
        }
        return null;
    }

    @Test
    void theLastKnownRingGoesOnWhileConsulIsAwayAndHeartbeatsResume()
            throws IOException, InterruptedException, ConfigException {
        ConsulAgent agent = agent("");
        RingStore writer = store(agent);
        RingStore reader = store(agent);
        member(writer, "a");
        await(reader, hasActive("a"));
        Ring ring = new Ring(RING, reader, LifecycleTimes.DEFAULTS.heartbeatTimeout(), clock);
        assertThat(ring.active()).hasSize(1);

        agent.stop();
        assertThatThrownBy(() -> reader.update(RING, state -> state.forget("a", clock.instant())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Consul at http://" + agent.address());
        clock.ahead = Duration.ofHours(1);

        assertThat(ring.active()).hasSize(1);
        assertThat(ring.partitions().getFirst().here()).hasSize(1);
        Instant before = clock.instant();
        agent.start();
        await(reader, beatsAfter("a", before));
        assertThat(ring.active()).hasSize(1);
    }

    @Test
    void aConsulThatLostItsDataIsGivenTheRingsAgain()
            throws IOException, InterruptedException, ConfigException {
        ConsulAgent agent = agent("");
        RingStore one = store(agent);
        RingStore two = store(agent);
        member(one, "a");
        await(two, hasActive("a"));
        Lifecycler silent =
                new Lifecycler(
                        RING, new Instance("b", "b:1", ""), two, LifecycleTimes.DEFAULTS, clock);
        silent.activate();
        await(one, hasActive("a", "b"));

        agent.stop();
        agent.loseData();
        Instant before = clock.instant();
        agent.start();

        await(two, beatsAfter("a", before));
        await(store(agent), hasActive("a", "b"));
    }

    @Test
    void aTokenIsShownToConsul() throws IOException, InterruptedException, ConfigException {
        String secret = "0d5bbd6e-49a5-4b18-9bbd-47c2bc4e1a3e";
        ConsulAgent agent =
                agent(
                        """
                        acl { enabled = true default_policy = "deny" \
                        tokens { initial_management = "%s" } }\
                        """
                                .formatted(secret));
        RingStore let = store(agent, "-consul.acl-token=" + secret);
        RingStore refused = store(agent);
        member(let, "a");

        await(let, hasActive("a"));
        assertThatThrownBy(() -> refused.update(RING, state -> state.forget("x", Instant.EPOCH)))
                .isInstanceOf(IOException.class);
    }
}
