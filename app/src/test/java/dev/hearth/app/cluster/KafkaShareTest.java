// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Member;
import dev.hearth.ring.MemoryRingStore;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Ingesters that come and go, and hand partitions over to each other, in any order of steps.
@ExtendWith(Seeded.class)
final class KafkaShareTest {

    private static final RingName RING = RingName.INGESTERS;
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration TIMEOUT = LifecycleTimes.DEFAULTS.heartbeatTimeout();
    private static final TestTopic TOPIC = new TestTopic(5);

    private final List<Ingester> ingesters = new ArrayList<>();
    private long nanos;
    private int joined;

    /// Reads what it is assigned, and has caught up with it some time later.
    private static final class Ingester implements TopicReader {

        final Lifecycler lifecycler;
        final MemoryRingStore store;
        final Ring ring;
        final KafkaShare share;
        final Set<Integer> assigned = new TreeSet<>();
        final Set<Integer> read = new TreeSet<>();
        boolean isLeaving;

        Ingester(String id, String zone, MemoryRingStore store, KafkaShareTest test) {
            this.store = store;
            this.ring = new Ring(RING, store, TIMEOUT, CLOCK);
            this.lifecycler = lifecycler(id, zone, store);
            this.share = new KafkaShare(ring, lifecycler, this, TIMEOUT, () -> test.nanos);
            lifecycler.activate();
        }

        @Override
        public void assign(Map<Integer, Integer> ranks) {
            assigned.clear();
            assigned.addAll(ranks.keySet());
            read.retainAll(assigned);
        }

        @Override
        public List<Integer> caughtUp() {
            return List.copyOf(read);
        }

        void step() throws IOException {
            share.step(TOPIC, isLeaving);
        }

        /// As when an operator takes it away: it goes once it owns nothing.
        void leave() {
            isLeaving = true;
            lifecycler.startLeaving();
        }

        boolean isGone() {
            return isLeaving && !share.owns();
        }
    }

    private Ingester join(MemoryRingStore store, RandomGenerator random) {
        String zone = random.nextBoolean() ? "" : "z" + random.nextInt(3);
        Ingester ingester = new Ingester("m" + joined++, zone, store, this);
        ingesters.add(ingester);
        return ingester;
    }

    /// Some ingester does something.
    private void act(RandomGenerator random) throws IOException {
        Ingester one = ingesters.get(random.nextInt(ingesters.size()));
        switch (random.nextInt(3)) {
            case 0 -> one.read.addAll(one.assigned);
            default -> one.step();
        }
    }

    private void removeGone() throws IOException {
        for (Ingester ingester : List.copyOf(ingesters)) {
            if (ingester.isGone()) {
                ingester.lifecycler.leave();
                ingesters.remove(ingester);
            }
        }
    }

    private void scale(MemoryRingStore store, RandomGenerator random) {
        long staying = ingesters.stream().filter(one -> !one.isLeaving).count();
        if (staying < 4 && random.nextBoolean()) {
            join(store, random);
        } else if (staying > 2) {
            ingesters.stream()
                    .filter(one -> !one.isLeaving)
                    .skip(random.nextLong(staying))
                    .findFirst()
                    .ifPresent(Ingester::leave);
        }
    }

    private void settle() throws IOException {
        for (int i = 0; i < 6; i++) {
            for (Ingester one : ingesters) {
                one.step();
                one.read.addAll(one.assigned);
            }
        }
    }

    @RepeatedTest(60)
    void everyPartitionHasOneWhoServesItAtEveryStep(RandomGenerator random) throws IOException {
        MemoryRingStore store = new MemoryRingStore();
        join(store, random);
        join(store, random);
        settle();
        Ring ring = new Ring(RING, store, TIMEOUT, CLOCK);
        for (int i = 0; i < 300; i++) {
            if (i % 12 == 0) {
                scale(store, random);
            }
            act(random);
            nanos += Duration.ofMillis(random.nextInt(400)).toNanos();
            removeGone();
            for (int number = 0; number < TOPIC.partitions(); number++) {
                int wanted = number;
                List<String> named =
                        ring.state().owners(TOPIC.partition(number)).stream()
                                .map(Member::id)
                                .toList();
                assertThat(ingesters)
                        .as("who serves %d of %s after %d steps", number, named, i)
                        .anyMatch(one ->
                                named.contains(one.lifecycler.id()) && one.read.contains(wanted));
            }
        }
        settle();
        assertThat(ingesters).allMatch(one -> one.isLeaving || one.share.unready() == null);
    }

    /// Each has a copy of the ring, and hears of the others a little later.
    @RepeatedTest(60)
    void everyPartitionIsReadBySomebodyThoughViewsDiffer(RandomGenerator random)
            throws IOException {
        join(new MemoryRingStore(), random);
        join(new MemoryRingStore(), random);
        for (int i = 0; i < 4; i++) {
            gossip();
            settle();
        }
        for (int i = 0; i < 60; i++) {
            if (i % 6 == 0) {
                scale(new MemoryRingStore(), random);
                gossip();
            }
            List<Ingester> order = new ArrayList<>(ingesters);
            Collections.shuffle(order, new Random(random.nextLong()));
            for (Ingester one : order) {
                if (random.nextInt(3) == 0) {
                    one.read.addAll(one.assigned);
                }
                one.step();
            }
            nanos += Duration.ofMillis(500).toNanos();
            for (int number = 0; number < TOPIC.partitions(); number++) {
                int wanted = number;
                assertThat(ingesters)
                        .as("who reads %d after %d steps", number, i)
                        .anyMatch(one -> one.read.contains(wanted));
            }
            gossip();
            removeGone();
        }
    }

    @Test
    void whoHasLetAPartitionGoTakesItBackIfNobodyServesIt() throws IOException {
        MemoryRingStore store = new MemoryRingStore();
        for (int i = 0; i < 2; i++) {
            ingesters.add(new Ingester("m" + i, "", store, this));
        }
        settle();
        for (int i = 2; i < 4; i++) {
            ingesters.add(new Ingester("m" + i, "", store, this));
        }
        settle();
        int number =
                IntStream.range(0, TOPIC.partitions())
                        .filter(this::isLetGo)
                        .findFirst()
                        .orElseThrow();
        Ingester former =
                ingesters.stream().filter(one -> hasLetGo(one, number)).findFirst().orElseThrow();

        for (Member owner : owners(store, number)) {
            lifecycler(owner.id(), "", store).activate(); // it has started anew, and reads nothing
        }
        former.step();

        assertThat(owners(store, number))
                .extracting(Member::id)
                .containsExactly(former.lifecycler.id());
    }

    private static List<Member> owners(MemoryRingStore store, int number) {
        return store.known(RING).owners(TOPIC.partition(number));
    }

    private boolean isLetGo(int number) {
        return ingesters.stream().anyMatch(one -> hasLetGo(one, number));
    }

    /// Whether it reads a partition only for those who have not heard yet that others own it.
    private static boolean hasLetGo(Ingester one, int number) {
        return one.assigned.contains(number)
                && owners(one.store, number).stream()
                        .noneMatch(owner -> owner.id().equals(one.lifecycler.id()));
    }

    private static Lifecycler lifecycler(String id, String zone, MemoryRingStore store) {
        return new Lifecycler(
                RING, new Instance(id, id + ":1", zone), store, LifecycleTimes.DEFAULTS, CLOCK);
    }

    private void gossip() {
        for (Ingester from : ingesters) {
            for (Ingester to : ingesters) {
                to.store.update(RING, mine -> mine.merge(from.store.known(RING)));
            }
        }
    }
}
