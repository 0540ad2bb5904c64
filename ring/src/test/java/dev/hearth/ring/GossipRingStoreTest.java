// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
final class GossipRingStoreTest {

    private static final RingName RING = RingName.INGESTERS;

    private final List<GossipRingStore> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(GossipRingStore::close);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private GossipRingStore open(int port, int... join) throws IOException {
        GossipRingStore store =
                new GossipRingStore(
                        GossipMember.config(port, false, join), () -> Rings.NOW, new Random(port));
        open.add(store);
        return store;
    }

    private static Member member(String id, long version) {
        Instant heartbeat = Rings.NOW.plusMillis(version);
        return new Member(
                id, id + ":1", "", MemberState.ACTIVE, version, heartbeat, Rings.NOW, List.of());
    }

    private static void write(RingStore store, String id, long version) throws IOException {
        store.update(RING, state -> state.with(member(id, version)));
    }

    private static void await(RingStore store, String... members)
            throws IOException, InterruptedException {
        Awaited.until(store, RING, state -> state.members().keySet().containsAll(List.of(members)));
    }

    @Test
    void whatOneChangesAllKnow() throws IOException, InterruptedException {
        int first = freePort();
        int second = freePort();
        GossipRingStore one = open(first);
        GossipRingStore two = open(second, first);
        GossipRingStore three = open(freePort(), first, second);
        write(one, "a", 1);
        write(two, "b", 1);
        write(three, "c", 1);

        for (GossipRingStore store : open) {
            await(store, "a", "b", "c");
        }

        awaitGroup(three, 3);
        assertThat(three.peers()).anyMatch(peer -> peer.contains("127.0.0.1:" + first));
        assertThat(one.known(RING)).isEqualTo(two.known(RING)).isEqualTo(three.known(RING));
    }

    @Test
    void whoeverIsNotThereYetIsFoundLater() throws IOException, InterruptedException {
        int later = freePort();
        GossipRingStore first = open(freePort(), later);
        write(first, "a", 1);
        GossipRingStore second = open(later);
        write(second, "b", 1);

        await(second, "a", "b");
        await(first, "a", "b");
    }

    @Test
    void thoseWhoKnowOnlyOneFindEachOther() throws Exception {
        int seed = freePort();
        List<Future<GossipRingStore>> begun = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5; i++) {
                int port = i == 0 ? seed : freePort();
                begun.add(
                        threads.submit(() ->
                                new GossipRingStore(
                                        GossipMember.config(port, false, port, seed),
                                        () -> Rings.NOW,
                                        new Random(port))));
            }
        }
        for (Future<GossipRingStore> each : begun) {
            open.add(each.get());
        }
        for (GossipRingStore store : open) {
            awaitGroup(store, 5);
        }

        GossipRingStore leaving = open.removeFirst();
        write(leaving, "a", 1);
        leaving.close();

        for (GossipRingStore store : open) {
            await(store, "a");
        }
    }

    @Test
    void whoeverIsKilledIsBackSoon() throws IOException, InterruptedException {
        int seed = freePort();
        int other = freePort();
        Process killed = GossipMember.start("a", seed, other);
        try {
            GossipRingStore two = open(other, seed);
            write(two, "b", 1);
            await(two, "a", "b");
            killed.destroyForcibly().waitFor();

            long start = System.nanoTime();
            GossipRingStore back = open(seed, other);
            write(back, "a", 2);
            Awaited.until(two, RING, state -> state.members().containsValue(member("a", 2)));
            await(back, "a", "b");

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
        } finally {
            killed.destroyForcibly();
        }
    }

    @Test
    void partsThatWereCutOffLearnAllOfEachOther() throws IOException, InterruptedException {
        int first = freePort();
        int second = freePort();
        GossipRingStore one = open(first, second);
        GossipRingStore two = open(second, first);
        GossipRingStore three = open(freePort(), first);
        write(one, "a", 1);
        await(two, "a");
        await(three, "a");
        DISCARD cut = cut(three);
        awaitGroup(one, 2);
        awaitGroup(three, 1);
        write(one, "b", 1);
        write(three, "c", 1);
        write(two, "a", 3);
        write(three, "a", 2);
        assertThat(three.known(RING).members()).containsOnlyKeys("a", "c");

        cut.discardAll(false);

        for (GossipRingStore store : open) {
            await(store, "a", "b", "c");
        }
        Awaited.until(three, RING, state -> state.members().containsValue(member("a", 3)));
        assertThat(one.known(RING)).isEqualTo(three.known(RING));
    }

    @Test
    void whoIsInAnotherGroupHearsOfChangesAllTheSame() throws IOException, InterruptedException {
        int first = freePort();
        GossipRingStore one = open(first);
        GossipRingStore two = open(freePort(), first);
        write(one, "a", 1);
        await(two, "a");
        open.forEach(
                store -> store.channel().inner().getProtocolStack().removeProtocol(MERGE3.class));
        DISCARD cut = cut(two);
        awaitGroup(one, 1);
        awaitGroup(two, 1);
        cut.discardAll(false);
        write(one, "b", 1);
        await(two, "b"); // what was asked for while they were apart has been answered by now

        write(one, "c", 1);

        await(two, "c");
        assertThat(one.peers()).hasSize(1);
        assertThat(two.peers()).hasSize(1);
    }

    @Test
    void whoIsAloneHasHeardAllThatThereIs() throws IOException, InterruptedException {
        GossipRingStore first = open(freePort());
        GossipRingStore expectsOthers = open(freePort(), freePort());

        assertThat(first.isHeard()).isTrue();
        assertThat(expectsOthers.isHeard()).isFalse();
        awaitTrue(expectsOthers::isHeard);
    }

    @Test
    void whoComesToOthersHasHeardThemSoon() throws IOException, InterruptedException {
        int first = freePort();
        GossipRingStore one = open(first);
        write(one, "a", 1);
        GossipRingStore two = open(freePort(), first);

        awaitTrue(two::isHeard);

        await(two, "a");
    }

    @Test
    void whoIsCutOffFromAllNoticesBeforeAComparisonIsDue()
            throws IOException, InterruptedException {
        int first = freePort();
        GossipRingStore one = open(first);
        GossipRingStore two =
                new GossipRingStore(
                        GossipMember.config(freePort(), false, first),
                        InstantSource.system(),
                        new Random(1));
        open.add(two);
        write(one, "a", 1);
        await(two, "a");
        awaitTrue(() -> isFresh(two));

        DISCARD cut = cut(two);
        long start = System.nanoTime();
        awaitTrue(() -> !isFresh(two));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        cut.discardAll(false);
        awaitTrue(() -> isFresh(two));
    }

    private static boolean isFresh(RingStore store) {
        return store.freshFor(RING, Instant.now()).isPositive();
    }

    private static DISCARD cut(GossipRingStore store) {
        DISCARD discard = new DISCARD();
        discard.discardAll(true);
        try {
            store.channel()
                    .inner()
                    .getProtocolStack()
                    .insertProtocol(discard, ProtocolStack.Position.ABOVE, TP.class);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return discard;
    }

    private static void awaitGroup(GossipRingStore store, int size) throws InterruptedException {
        awaitTrue(() -> store.peers().size() == size);
    }

    private static void awaitTrue(BooleanSupplier claim) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!claim.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void whoeverMustNotBeAloneDoesNotStart() throws IOException {
        GossipConfig config = GossipMember.config(freePort(), true, freePort());

        assertThatThrownBy(() -> new GossipRingStore(config, () -> Rings.NOW, new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody is there to gossip with");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            GossipConfig config = GossipMember.config(taken.getLocalPort(), false);

            assertThatThrownBy(() -> new GossipRingStore(config, () -> Rings.NOW, new Random(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("gossip cannot listen at 127.0.0.1:")
                    .hasMessageContaining("-memberlist.bind-port");
        }
    }
}
