// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps rings by gossip: every process has a copy, tells the others what it changes, and compares
/// all it knows with some of them now and then, and whenever the group or what it says has changed.
/// Entries merge, so a message that is lost, doubled or late does no harm. What is sent to all
/// reaches who is in the same group at that moment; who is not hears it by comparison.
///
/// Lock order: the copies ([Watchers]), then whatever a change takes. Nothing is sent under a lock.
final class GossipRingStore implements RingStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(GossipRingStore.class);

    /// Comparisons after a change, a second apart: groups that were apart have learned all of each
    /// other then.
    private static final int HURRIED_SYNCS = 4;

    private static final long HURRY_MILLIS = 1000;
    private static final int SYNC_PEERS = 2;
    private static final Duration STOP = Duration.ofSeconds(5);

    /// How long it takes to find others, if they are there.
    private static final Duration ALONE = Duration.ofSeconds(5);

    /// How late the answer to a comparison may be.
    private static final Duration SYNC_SLACK = Duration.ofSeconds(15);

    private final GossipConfig config;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Watchers watchers = new Watchers();
    private final Hearing hearing;
    private final GossipChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger hurried = new AtomicInteger();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;

    /// Whether another process told this one all that it knew, or there is none to be told by.
    private volatile boolean isHeard;

    /// By `System.nanoTime` when this process found that it is alone.
    private volatile long aloneNanos;

    private final class Gossip implements Receiver {

        @Override
        public void receive(Message message) {
            try {
                GossipMessage decoded =
                        GossipMessage.decode(
                                message.getArray(), message.getOffset(), message.getLength());
                take(message.getSrc(), decoded);
                boolean isWhole = decoded.asks() || message.getDest() != null;
                if (isWhole) { // what is sent to all is only what has changed
                    isHeard = true;
                }
            } catch (IOException e) {
                LOGGER.warn("gossip from {} is not understood", message.getSrc(), e);
            }
        }

        @Override
        public void viewAccepted(View view) {
            LOGGER.info("gossip is among {}", view.getMembers());
            if (view.size() == 1) {
                aloneNanos = System.nanoTime();
                hearing.lost();
            }
            hurry();
        }
    }

    /// Joins the group.
    ///
    /// @param random safe for many threads
    /// @throws IOException if it cannot listen, or nobody is there and that is not allowed
    GossipRingStore(GossipConfig config, InstantSource clock, RandomGenerator random)
            throws IOException {
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.hearing = new Hearing(config.syncPeriod().plus(SYNC_SLACK));
        this.channel = new GossipChannel(config, new Gossip());
        this.aloneNanos = System.nanoTime();
        channel.connect();
        if (config.abortIfJoinFails()) {
            awaitOthers();
        }
        this.thread = Thread.ofVirtual().name("ring-gossip").start(this::syncAll);
    }

    /// Groups that can reach each other become one by themselves; this only waits for it.
    private void awaitOthers() throws IOException {
        for (int attempt = 0; attempt < config.joinAttempts(); attempt++) {
            if (!channel.others().isEmpty()) {
                return;
            }
            try {
                wake.tryAcquire(config.joinPause().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        if (channel.others().isEmpty()) {
            channel.close();
            throw new IOException(
                    "nobody is there to gossip with at %s (-memberlist.join, -memberlist.abort-if-join-fails)"
                            .formatted(config.join()));
        }
    }

    @Override
    public String kind() {
        return "memberlist";
    }

    @Override
    public RingState known(RingName ring) {
        return watchers.known(ring);
    }

    @Override
    public RingState update(RingName ring, UnaryOperator<RingState> change) {
        List<RingState> versions = new ArrayList<>();
        RingState after =
                watchers.change(
                        ring,
                        before -> {
                            versions.add(before);
                            return change.apply(before);
                        });
        RingState delta = after.newerThan(versions.getFirst());
        if (!delta.equals(RingState.EMPTY)) {
            channel.send(null, new GossipMessage(Map.of(ring, delta), false));
        }
        if (delta.isNewsTo(versions.getFirst())) {
            hurry();
        }
        return after;
    }

    private void hurry() {
        hurried.set(HURRIED_SYNCS);
        wake.release();
    }

    private void take(Address from, GossipMessage message) {
        hearing.heard(clock.instant());
        Map<RingName, RingState> missing = new EnumMap<>(RingName.class);
        Instant forgotten = forgotten();
        for (RingName ring : RingName.values()) {
            RingState theirs = message.rings().getOrDefault(ring, RingState.EMPTY);
            RingState merged =
                    watchers.change(ring, mine -> mine.merge(theirs.withoutLeftBefore(forgotten)));
            RingState more = merged.newerThan(theirs);
            if (!more.equals(RingState.EMPTY)) {
                missing.put(ring, more);
            }
        }
        if (message.asks()) {
            // Also if nothing is missing: then that is what was asked.
            channel.send(from, new GossipMessage(missing, false));
        }
    }

    private Instant forgotten() {
        return clock.instant().minus(config.forgetAfter());
    }

    private void syncAll() {
        try {
            while (!closed.get()) {
                boolean isHurried = hurried.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                long pause = isHurried ? HURRY_MILLIS : config.syncPeriod().toMillis();
                wake.drainPermits();
                sync(isHurried);
                wake.tryAcquire(pause, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            LOGGER.debug("rings are no longer compared");
        }
    }

    /// Compares all that is known with who leads the group and some others.
    ///
    /// @param isHurried whether also with some who are not in the group, yet or any more
    private void sync(boolean isHurried) {
        Instant forgotten = forgotten();
        Map<RingName, RingState> all = new EnumMap<>(RingName.class);
        for (RingName ring : RingName.values()) {
            all.put(ring, watchers.change(ring, state -> state.withoutLeftBefore(forgotten)));
        }
        for (Address peer : peersToAsk(isHurried)) {
            channel.send(peer, new GossipMessage(all, true));
        }
    }

    private Collection<Address> peersToAsk(boolean isHurried) {
        List<Address> others = new ArrayList<>(channel.others());
        List<Address> chosen = new ArrayList<>();
        if (!others.isEmpty()) {
            chosen.add(others.removeFirst());
        }
        chosen.addAll(some(others));
        if (isHurried) {
            // Only some: who has ended does not answer, and each try holds up all that is sent.
            chosen.addAll(some(new ArrayList<>(channel.strangers())));
        }
        return chosen;
    }

    private List<Address> some(List<Address> all) {
        List<Address> chosen = new ArrayList<>();
        while (chosen.size() < SYNC_PEERS && !all.isEmpty()) {
            chosen.add(all.remove(random.nextInt(all.size())));
        }
        return chosen;
    }

    @Override
    public Closeable watch(RingName ring, RingListener listener) {
        return watchers.watch(ring, listener);
    }

    /// A process that hears of nobody cannot tell whether it or they are cut off: they count as
    /// away.
    @Override
    public Instant lastHeard(RingName ring, Instant now, Duration grace) {
        return now;
    }

    /// Who has nobody to join, and was never heard by anybody, is alone and knows all.
    @Override
    public Duration freshFor(RingName ring, Instant now) {
        Duration heard = hearing.freshFor(now);
        boolean isAlone = config.join().isEmpty() && !hearing.isAny() && peers().size() <= 1;
        return isAlone ? ALWAYS : heard;
    }

    /// Who was to join others and is alone waits a little: groups that can reach each other become
    /// one within that time.
    @Override
    public boolean isHeard() {
        boolean isAlone =
                !isHeard
                        && channel.others().isEmpty()
                        && (config.join().isEmpty()
                                || System.nanoTime() - aloneNanos > ALONE.toNanos());
        if (isAlone) {
            isHeard = true;
        }
        return isHeard;
    }

    @Override
    public List<String> peers() {
        return channel.peers();
    }

    GossipChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        closed.set(true);
        wake.release();
        try {
            if (!thread.join(STOP)) {
                LOGGER.warn("gossip still runs after {}; going on without it", STOP);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        channel.close();
    }
}
