// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the entry of this process in one ring.
///
/// What the entry should say is kept here and written as a whole: at every change, and again and
/// again as the heartbeat ([Heartbeats] calls [#beat]). So what could not be written while the
/// store was away is written by the first beat that reaches it. A process that comes back takes
/// over the entry that it left, whatever that says.
///
/// Safe for many threads; what writes blocks.
public final class Lifecycler {

    private static final Logger LOGGER = LoggerFactory.getLogger(Lifecycler.class);

    /// Members without data are forgotten when they were silent for so many timeouts.
    private static final int FORGOTTEN_AFTER_TIMEOUTS = 10;

    private final RingName ring;
    private final Instance self;
    private final RingStore store;
    private final LifecycleTimes times;
    private final InstantSource clock;

    @GuardedBy("this")
    private MemberState state = MemberState.JOINING;

    @GuardedBy("this")
    private final SortedMap<String, Partition> partitions = new TreeMap<>();

    @GuardedBy("this")
    private boolean isRegistered;

    @GuardedBy("this")
    private long beats;

    @GuardedBy("this")
    private long failedBeats;

    /// Since when every beat reached the store.
    @GuardedBy("this")
    private @Nullable Instant steadySince;

    /// @param zone that of the entry: empty if it has owners in several
    /// @param isShared whether it is one of a topic
    /// @param isOwned whether this member can answer for it
    private record Partition(String zone, PartitionState state, boolean isShared, boolean isOwned) {

        Partition owned(boolean isOwned) {
            return new Partition(zone, state, isShared, isOwned);
        }
    }

    /// @param self this process
    /// @param clock the time
    public Lifecycler(
            RingName ring,
            Instance self,
            RingStore store,
            LifecycleTimes times,
            InstantSource clock) {
        this.ring = ring;
        this.self = self;
        this.store = store;
        this.times = times;
        this.clock = clock;
    }

    /// Which ring it is.
    public RingName ring() {
        return ring;
    }

    /// The name of this process.
    public String id() {
        return self.id();
    }

    /// How often the entry was written since the start.
    public synchronized long beats() {
        return beats;
    }

    /// How often it could not be written.
    public synchronized long failedBeats() {
        return failedBeats;
    }

    /// Whether the entry was written since the start, so that others know of this member.
    public synchronized boolean isRegistered() {
        return isRegistered;
    }

    /// What this member is doing, whether others know it yet or not.
    public synchronized MemberState state() {
        return state;
    }

    /// Says from now on that this member is ready for work.
    public void activate() {
        become(MemberState.ACTIVE);
    }

    /// Says that this member takes no new work. With [#leave] or not, that is the last thing to
    /// say.
    public void startLeaving() {
        become(MemberState.LEAVING);
    }

    /// Leaves for good: the member is gone, and so is what it owned, as far as nobody else does.
    /// Whoever keeps data has put it elsewhere before.
    ///
    /// @throws IOException if the store is away, so that others do not know of it; the next beat
    ///   tells them, and it may be tried again
    public void leave() throws IOException {
        synchronized (this) {
            state = MemberState.GONE;
        }
        beat();
    }

    private void become(MemberState next) {
        synchronized (this) {
            state = next;
        }
        tryBeat();
    }

    /// Says from now on that this member can answer for a partition, and what state it is in.
    ///
    /// @param zone that of this member, or empty if the partition has owners in several zones
    public void own(String partition, String zone, PartitionState state) {
        put(partition, new Partition(zone, state, false, true));
    }

    /// Makes sure, from the next beat on, that a partition of a topic is in the ring, whoever owns
    /// it.
    public synchronized void announce(String partition) {
        partitions.putIfAbsent(partition, new Partition("", PartitionState.ACTIVE, true, false));
    }

    /// Says from now on that this member can answer for a partition of a topic.
    public void share(String partition) {
        put(partition, new Partition("", PartitionState.ACTIVE, true, true));
    }

    /// Says from now on that this member cannot answer for a partition any more. The partition
    /// stays.
    public void disown(String partition) {
        synchronized (this) {
            Partition old = partitions.get(partition);
            if (old == null) {
                return;
            }
            partitions.put(partition, old.owned(false));
        }
        tryBeat();
    }

    /// Hands a partition over: says from now on that this member cannot answer for it any more, but
    /// only if the newest state of the ring says that another one does. Where the store compares
    /// and sets, nobody else hands it over at the same moment.
    ///
    /// @param isServed whether a state says so; called once or more, with what the entry is written
    ///   into
    /// @return whether it was handed over
    /// @throws IOException if the store is away; then this member can still answer for it
    public boolean handOver(String partition, Predicate<RingState> isServed) throws IOException {
        try {
            store.update(
                    ring,
                    before -> {
                        keep(partition, !isServed.test(before));
                        return write(before);
                    });
        } catch (IOException e) {
            keep(partition, true);
            throw e;
        }
        synchronized (this) {
            Partition now = partitions.get(partition);
            return now == null || !now.isOwned;
        }
    }

    private synchronized void keep(String partition, boolean isOwned) {
        partitions.computeIfPresent(partition, (_, old) -> old.owned(isOwned));
    }

    private void put(String partition, Partition wanted) {
        synchronized (this) {
            partitions.put(partition, wanted);
        }
        tryBeat();
    }

    private void tryBeat() {
        try {
            beat();
        } catch (IOException e) {
            LOGGER.warn(
                    "{} of {} could not be written; it is tried again: {}",
                    self.id(),
                    ring.key(),
                    e.getMessage());
        }
    }

    /// Writes the entry anew, with the time of now.
    ///
    /// @throws IOException if the store is away; the next beat writes what this one could not
    public void beat() throws IOException {
        try {
            store.update(ring, this::write);
        } catch (IOException e) {
            synchronized (this) {
                steadySince = null;
                failedBeats++;
            }
            throw e;
        }
        synchronized (this) {
            isRegistered = true;
            beats++;
            steadySince = steadySince == null ? clock.instant() : steadySince;
        }
    }

    private synchronized RingState write(RingState old) {
        Instant now = clock.instant();
        RingState next = old;
        @Nullable Member mine = old.member(self.id());
        if (state == MemberState.GONE) {
            next = next.forget(self.id(), now);
        } else {
            next = next.with(entry(mine, now));
            for (Map.Entry<String, Partition> wanted : partitions.entrySet()) {
                RingPartition entry = entry(next, wanted.getKey(), wanted.getValue(), now);
                next = entry == null ? next : next.with(entry);
            }
        }
        return withoutDead(next, now).withoutLeftBefore(now.minus(times.forgetAfter()));
    }

    @GuardedBy("this")
    private Member entry(@Nullable Member old, Instant now) {
        if (old != null && isAnother(old, now)) {
            LOGGER.warn(
                    "{} of {} was just now at {} (expected {}): is there another process with this name?",
                    self.id(),
                    ring.key(),
                    old.address(),
                    self.address());
        }
        Instant registered = old != null && old.isPresent() ? old.registered() : now;
        return new Member(
                self.id(),
                self.address(),
                self.zone(),
                state,
                Member.versionAfter(old == null ? 0 : old.version(), now),
                now,
                registered,
                partitions.entrySet().stream()
                        .filter(partition -> partition.getValue().isOwned)
                        .map(Map.Entry::getKey)
                        .toList());
    }

    @GuardedBy("this")
    private boolean isAnother(Member old, Instant now) {
        return isRegistered
                && old.isPresent()
                && !old.address().equals(self.address())
                && old.heartbeat().plus(times.heartbeatTimeout()).isAfter(now);
    }

    private static @Nullable RingPartition entry(
            RingState state, String id, Partition wanted, Instant now) {
        RingPartition old = state.partition(id);
        if (old == null && wanted.state == PartitionState.RETIRED) {
            return null;
        }
        if (wanted.isShared && (old == null || old.state() != wanted.state)) {
            return RingPartition.ofTopic(id, old, now);
        }
        if (old == null) {
            return new RingPartition(
                    id,
                    wanted.zone,
                    wanted.state,
                    Member.versionAfter(0, now),
                    now,
                    RingPartition.DEFAULT_TOKENS);
        }
        if (old.state() == wanted.state
                && old.zone().equals(wanted.zone)
                && old.isShared() == wanted.isShared) {
            return old;
        }
        boolean isTurned = old.state() != wanted.state;
        return new RingPartition(
                id,
                wanted.zone,
                wanted.state,
                Member.versionAfter(old.version(), now),
                isTurned ? now : old.since(),
                old.tokens(),
                wanted.isShared);
    }

    /// Forgets who was silent for very long, where nobody needs an operator's word for that, and
    /// only if this process would have heard of him: it reached the store all that time.
    private synchronized RingState withoutDead(RingState all, Instant now) {
        Duration silence = times.heartbeatTimeout().multipliedBy(FORGOTTEN_AFTER_TIMEOUTS);
        if (ring.keepsData() || steadySince == null || steadySince.plus(silence).isAfter(now)) {
            return all;
        }
        RingState next = all;
        for (Member member : all.members().values()) {
            if (member.isPresent() && member.heartbeat().plus(silence).isBefore(now)) {
                LOGGER.info("{} of {} is forgotten after {}", member.id(), ring.key(), silence);
                next = next.forget(member.id(), now);
            }
        }
        return next;
    }
}
