// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.compactor.Owners;
import dev.hearth.ring.Member;
import dev.hearth.ring.PartitionOwners;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingState;
import dev.hearth.rpc.PartitionFlush;
import dev.hearth.rpc.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has ingesters bring into segments what they hold in memory, all at the same time. Of two owners
/// of a partition one is enough for that.
final class RingFlush implements Owners {

    private static final Logger LOGGER = LoggerFactory.getLogger(RingFlush.class);

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Ring ring;
    private final Finder ingesters;

    RingFlush(Ring ring, Peers peers) {
        this(ring, address -> new Ingester(peers, address));
    }

    RingFlush(Ring ring, Finder ingesters) {
        this.ring = ring;
        this.ingesters = ingesters;
    }

    /// Finds an ingester.
    @FunctionalInterface
    interface Finder {
        /// The one at an address.
        PartitionFlush at(String address);
    }

    private record Ingester(Peers peers, String address) implements PartitionFlush {

        @Override
        public Map<String, Long> flush() throws IOException {
            return peers.flush(address, TIMEOUT);
        }

        @Override
        public List<Long> knownEnds(String partition) throws IOException {
            return peers.knownEnds(address, partition, TIMEOUT);
        }
    }

    @Override
    public Map<String, Long> flush() throws IOException {
        List<PartitionOwners> partitions = partitions();
        Map<String, FutureTask<Map<String, Long>>> asked = new TreeMap<>();
        for (PartitionOwners owned : partitions) {
            for (Member member : all(owned)) {
                asked.computeIfAbsent(
                        member.address(),
                        address -> begin(address, () -> ingesters.at(address).flush()));
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
                throw interrupted(e);
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

    /// Owners that are away, or begin, may not answer: it may be the damaged segment that they wait
    /// for.
    @Override
    public List<Long> knownEnds(String partition) throws IOException {
        Map<Member, FutureTask<List<Long>>> asked = new LinkedHashMap<>();
        Set<Member> here = new HashSet<>();
        for (PartitionOwners owned : partitions()) {
            if (owned.partition().id().equals(partition)) {
                here.addAll(owned.here());
                for (Member member : all(owned)) {
                    String address = member.address();
                    asked.put(
                            member,
                            begin(address, () -> ingesters.at(address).knownEnds(partition)));
                }
            }
        }
        List<Long> ends = new ArrayList<>();
        for (Map.Entry<Member, FutureTask<List<Long>>> answer : asked.entrySet()) {
            try {
                ends.addAll(answer.getValue().get());
            } catch (ExecutionException e) {
                String problem =
                        "ingester \"%s\" does not say where partition \"%s\" ends: %s"
                                .formatted(answer.getKey().id(), partition, e.getMessage());
                if (here.contains(answer.getKey())) {
                    throw new IOException(problem, e);
                }
                LOGGER.warn("{}", problem);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        return ends;
    }

    private List<PartitionOwners> partitions() throws IOException {
        if (ring.state().equals(RingState.EMPTY)) {
            throw new IOException("no ingester is known (expected those of the ring)");
        }
        return ring.partitions();
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("wait for ingesters was interrupted", e);
    }

    private static List<Member> all(PartitionOwners owned) {
        List<Member> all = new ArrayList<>(owned.here());
        all.addAll(owned.away());
        return all;
    }

    private static <T> FutureTask<T> begin(String address, Callable<T> question) {
        FutureTask<T> task = new FutureTask<>(question);
        Thread.ofVirtual().name("flush-" + address).start(task);
        return task;
    }
}
