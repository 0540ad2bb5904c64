// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.compactor.Flush;
import dev.hearth.ring.Member;
import dev.hearth.ring.PartitionOwners;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingState;
import dev.hearth.rpc.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Has all ingesters bring into segments what they hold in memory, all at the same time. Of two
/// owners of a partition one is enough.
final class RingFlush implements Flush {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Ring ring;
    private final Peers peers;

    RingFlush(Ring ring, Peers peers) {
        this.ring = ring;
        this.peers = peers;
    }

    @Override
    public List<String> flush() throws IOException {
        if (ring.state().equals(RingState.EMPTY)) {
            throw new IOException("no ingester is known (expected those of the ring)");
        }
        List<PartitionOwners> partitions = ring.partitions();
        Map<String, FutureTask<Set<String>>> asked = new TreeMap<>();
        for (PartitionOwners owned : partitions) {
            for (Member member : all(owned)) {
                asked.computeIfAbsent(member.address(), this::ask);
            }
        }
        Set<String> flushed = new HashSet<>();
        List<String> problems = new ArrayList<>();
        for (FutureTask<Set<String>> answer : asked.values()) {
            try {
                flushed.addAll(answer.get());
            } catch (ExecutionException e) {
                problems.add(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("wait for ingesters was interrupted", e);
            }
        }
        List<String> owned = new ArrayList<>();
        for (PartitionOwners partition : partitions) {
            String id = partition.partition().id();
            if (all(partition).isEmpty() && partition.partition().isShared()) {
                throw new IOException(
                        "partition \"%s\" could not be brought into segments: it has no owner (expected an ingester that reads it)"
                                .formatted(id));
            }
            if (!all(partition).isEmpty() && !flushed.contains(id)) {
                throw new IOException(
                        "partition \"%s\" could not be brought into segments: %s"
                                .formatted(id, String.join("; ", problems)));
            }
            owned.add(id);
        }
        return owned;
    }

    private static List<Member> all(PartitionOwners owned) {
        List<Member> all = new ArrayList<>(owned.here());
        all.addAll(owned.away());
        return all;
    }

    private FutureTask<Set<String>> ask(String address) {
        FutureTask<Set<String>> task =
                new FutureTask<>(() -> peers.flush(address, TIMEOUT).keySet());
        Thread.ofVirtual().name("flush-" + address).start(task);
        return task;
    }
}
