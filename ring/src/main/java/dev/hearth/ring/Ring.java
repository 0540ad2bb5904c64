// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One ring as this process sees it: what the store knows, and who of it is there.
///
/// A member is healthy while its last heartbeat is not older than the timeout. While the store is
/// away nobody gets older: the last known ring goes on working.
///
/// Safe for many threads; nothing but [#forget] blocks.
public final class Ring {

    private final RingName name;
    private final RingStore store;
    private final Duration heartbeatTimeout;
    private final InstantSource clock;
    private volatile @Nullable MemberRing workers;

    /// @param heartbeatTimeout a member that was not heard of for so long is not healthy
    /// @param clock the time, which should be about the same everywhere
    public Ring(RingName name, RingStore store, Duration heartbeatTimeout, InstantSource clock) {
        this.name = name;
        this.store = store;
        this.heartbeatTimeout = heartbeatTimeout;
        this.clock = clock;
    }

    /// Which ring it is.
    public RingName name() {
        return name;
    }

    /// The newest state known.
    public RingState state() {
        return store.known(name);
    }

    /// How long this process has known of every change of the ring without a break; zero if it may
    /// not know of some. [RingStore#freshFor]
    public Duration freshFor() {
        return store.freshFor(name, clock.instant());
    }

    Instant now() {
        return clock.instant();
    }

    /// Whether a member has been heard of lately, whatever it is doing.
    public boolean isHealthy(Member member) {
        return isHealthy(member, heard());
    }

    private boolean isHealthy(Member member, Instant heard) {
        return member.isPresent() && !member.heartbeat().plus(heartbeatTimeout).isBefore(heard);
    }

    /// What heartbeats are compared with: the time of now, or when the store was there last if it
    /// is away, or has been until a moment ago.
    public Instant heard() {
        return store.lastHeard(name, clock.instant(), heartbeatTimeout);
    }

    /// Members that are ready for work and healthy, by id.
    public List<Member> active() {
        Instant heard = heard();
        return state().members().values().stream()
                .filter(member -> member.state() == MemberState.ACTIVE && isHealthy(member, heard))
                .toList();
    }

    /// Members that are there or will soon be again, by id: not gone, and heard of within a time.
    /// What is moved only when somebody stays away is shared out among these.
    ///
    /// @param silence longer than a restart takes
    public List<Member> present(Duration silence) {
        return present(state(), silence);
    }

    /// The same of a state that may be newer than what is known.
    public List<Member> present(RingState state, Duration silence) {
        Instant from = heard().minus(silence);
        return state.members().values().stream()
                .filter(member -> member.isPresent() && !member.heartbeat().isBefore(from))
                .toList();
    }

    /// Shares work out among the members that are ready and healthy.
    public MemberRing workers() {
        List<Member> active = active();
        MemberRing known = workers;
        if (known != null && known.isOf(active)) {
            return known;
        }
        MemberRing made = MemberRing.of(active);
        workers = made;
        return made;
    }

    /// The member that appends to a partition, or null if it is not ready or not healthy. Of
    /// several the first by id.
    @Nullable Member writer(RingState state, String partition, Instant heard) {
        for (Member owner : state.owners(partition)) {
            if (owner.state() == MemberState.ACTIVE && isHealthy(owner, heard)) {
                return owner;
            }
        }
        return null;
    }

    /// Every partition that is not retired, by id, with its owners: all of them have to be asked
    /// for what is not yet in segments.
    public List<PartitionOwners> partitions() {
        Instant heard = heard();
        RingState state = state();
        List<PartitionOwners> all = new ArrayList<>();
        for (RingPartition partition : state.partitions().values()) {
            if (partition.state() != PartitionState.RETIRED) {
                List<Member> here = new ArrayList<>();
                List<Member> away = new ArrayList<>();
                for (Member owner : state.owners(partition.id())) {
                    boolean answers =
                            owner.state() != MemberState.JOINING && isHealthy(owner, heard);
                    (answers ? here : away).add(owner);
                }
                all.add(new PartitionOwners(partition, here, away));
            }
        }
        return all;
    }

    /// Every partition by id, with what it has of the ring. For people: this counts all tokens.
    public List<PartitionShare> shares() {
        RingState state = state();
        TokenRing tokens =
                TokenRing.of(
                        state.partitions().values().stream()
                                .filter(one -> one.state() == PartitionState.ACTIVE)
                                .toList());
        double[] shares = tokens.shares();
        int written = 0;
        List<PartitionShare> all = new ArrayList<>();
        for (RingPartition partition : state.partitions().values()) {
            // Both are in the order of ids.
            boolean isWritten = partition.state() == PartitionState.ACTIVE;
            double share = isWritten ? shares[written] : 0;
            written += isWritten ? 1 : 0;
            all.add(
                    new PartitionShare(
                            partition,
                            share,
                            state.owners(partition.id()).stream().map(Member::id).toList()));
        }
        return all;
    }

    /// Forgets a member that will not come back, or a partition that nobody owns; what is still
    /// there comes back by itself.
    ///
    /// @param id that of the member or of the partition
    /// @return whether there was such a member, or such a partition without an owner
    /// @throws IOException if the store is away
    public boolean forget(String id) throws IOException {
        AtomicBoolean isThere = new AtomicBoolean();
        store.update(
                name,
                before -> {
                    Instant now = clock.instant();
                    RingState after = before.forget(id, now).forgetPartition(id, now);
                    isThere.set(!after.equals(before));
                    return after;
                });
        return isThere.get();
    }
}
