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
import java.util.List;
import java.util.Map;
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
    public Map<String, Long> flush() throws IOException {
        if (ring.state().equals(RingState.EMPTY)) {
            throw new IOException("no ingester is known (expected those of the ring)");
        }
        List<PartitionOwners> partitions = ring.partitions();
        Map<String, FutureTask<Map<String, Long>>> asked = new TreeMap<>();
        for (PartitionOwners owned : partitions) {
            for (Member member : all(owned)) {
                asked.computeIfAbsent(member.address(), this::ask);
            }
        }
        Map<String, Long> flushed = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (FutureTask<Map<String, Long>> answer : asked.values()) {
            try {
                answer.get().forEach((id, end) -> flushed.merge(id, end, Math::max));
            } catch (ExecutionException e) {
                problems.add(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("wait for ingesters was interrupted", e);
            }
        }
        Map<String, Long> owned = new TreeMap<>();
        for (PartitionOwners partition : partitions) {
            String id = partition.partition().id();
            if (all(partition).isEmpty() && partition.partition().isShared()) {
                throw new IOException(
                        "partition \"%s\" could not be brought into segments: it has no owner (expected an ingester that reads it)"
                                .formatted(id));
            }
            if (!all(partition).isEmpty() && !flushed.containsKey(id)) {
                throw new IOException(
                        "partition \"%s\" could not be brought into segments: %s"
                                .formatted(id, String.join("; ", problems)));
            }
            owned.put(id, flushed.getOrDefault(id, 0L));
        }
        return owned;
    }

    private static List<Member> all(PartitionOwners owned) {
        List<Member> all = new ArrayList<>(owned.here());
        all.addAll(owned.away());
        return all;
    }

    private FutureTask<Map<String, Long>> ask(String address) {
        FutureTask<Map<String, Long>> task = new FutureTask<>(() -> peers.flush(address, TIMEOUT));
        Thread.ofVirtual().name("flush-" + address).start(task);
        return task;
    }
}
