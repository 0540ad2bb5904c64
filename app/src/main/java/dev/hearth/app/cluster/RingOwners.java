// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.query.RemoteOwner;
import dev.hearth.ring.Member;
import dev.hearth.ring.PartitionOwners;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/// The owners of partitions in other processes, as the ring names them. Those that have not been
/// heard of come last: that they do not answer has to be noticed, for nobody else has what they
/// have.
///
/// A partition of a file log that nobody owns has all it held in segments: its owner said so when
/// it stopped, or an operator has given it up. One of a topic has not: what it lacks is said.
final class RingOwners implements Supplier<List<RemoteOwner>> {

    /// What stands for all partitions while none is known.
    private static final String UNKNOWN = "unknown";

    private final Ring ring;
    private final Finder peers;
    private final String self;
    private final boolean hasIngester;

    /// Finds an owner.
    @FunctionalInterface
    interface Finder {

        /// A process as the owner of a partition.
        ///
        /// @param isOnly whether no other owner can be asked
        RemoteOwner owner(String address, String partition, boolean isOnly);
    }

    /// @param self the name of this process
    /// @param hasIngester whether it runs an ingester, which is asked otherwise
    RingOwners(Ring ring, Finder peers, String self, boolean hasIngester) {
        this.ring = ring;
        this.peers = peers;
        this.self = self;
        this.hasIngester = hasIngester;
    }

    @Override
    public List<RemoteOwner> get() {
        List<RemoteOwner> owners = new ArrayList<>();
        for (PartitionOwners owned : ring.partitions()) {
            String partition = owned.partition().id();
            List<Member> all = inOrder(partition, owned);
            if (all.isEmpty() && owned.partition().isShared()) {
                owners.add(new OrphanedPartition(partition));
            }
            for (Member member : all) {
                if (!hasIngester || !member.id().equals(self)) {
                    owners.add(peers.owner(member.address(), partition, all.size() == 1));
                }
            }
        }
        if (ring.state().equals(RingState.EMPTY)) {
            owners.add(new OrphanedPartition(UNKNOWN));
        }
        return owners;
    }

    /// Of two owners each is asked first for half of the partitions, and by half of the queriers.
    private List<Member> inOrder(String partition, PartitionOwners owned) {
        List<Member> all = new ArrayList<>(owned.here());
        Collections.rotate(all, (self + partition).hashCode());
        all.addAll(owned.away());
        return all;
    }
}
