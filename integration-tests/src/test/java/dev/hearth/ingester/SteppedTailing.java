// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.BlockCache;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.config.Limits;
import dev.hearth.log.LogRefusedException;
import dev.hearth.log.LogTopic;
import dev.hearth.log.TailedLog;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.ProfileSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.NullMarked;

/// An ingester of partitions that others append to, without threads: each call does what one of its
/// threads would do next. For one thread.
@NullMarked
public final class SteppedTailing {

    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(30);

    private final LogTopic.Source source;
    private final ObjectStore store;
    private final Limits limits;
    private final Clock clock;
    private final HeadMemory memory = new HeadMemory(SteppedIngester.CONFIG.maxMemoryBytes());
    private final Map<Integer, Integer> assigned = new TreeMap<>();
    private final Map<Integer, Opened> open = new TreeMap<>();

    /// A partition that is read.
    private record Opened(
            int rank,
            TailedLog log,
            Heads heads,
            Applier applier,
            Cutter cutter,
            OwnedPartition owned,
            long firstEnd) {}

    /// Reads nothing yet.
    public SteppedTailing(LogTopic.Source source, ObjectStore store, Limits limits, Clock clock) {
        this.source = source;
        this.store = store;
        this.limits = limits;
        this.clock = clock;
    }

    /// As [TailingIngesterModule#assign].
    public void assign(Map<Integer, Integer> ranks) {
        assigned.clear();
        assigned.putAll(ranks);
    }

    /// As [TailingIngesterModule#caughtUp].
    public List<Integer> caughtUp() {
        return open.entrySet().stream()
                .filter(one -> one.getValue().heads().applied() >= one.getValue().firstEnd())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Whether what is read is what is assigned.
    public boolean isSettled() {
        Map<Integer, Integer> ranks = new TreeMap<>();
        open.forEach((number, one) -> ranks.put(number, one.rank()));
        return ranks.equals(assigned);
    }

    /// Lets go of what is not assigned any more, and opens what is missing.
    ///
    /// @throws IOException if some of it cannot be opened now
    public void settle() throws IOException {
        LogTopic topic = source.open();
        TopicPin.check(topic, store);
        for (Map.Entry<Integer, Opened> had : new TreeMap<>(open).entrySet()) {
            Integer rank = assigned.get(had.getKey());
            if (rank == null || rank != had.getValue().rank()) {
                open.remove(had.getKey());
                memory.remove(had.getValue().heads());
                had.getValue().log().close();
            }
        }
        for (Map.Entry<Integer, Integer> wanted : new TreeMap<>(assigned).entrySet()) {
            if (!open.containsKey(wanted.getKey())) {
                open.put(wanted.getKey(), open(topic.tail(wanted.getKey()), wanted.getValue()));
            }
        }
    }

    private Opened open(TailedLog log, int rank) throws IOException {
        IngesterMetrics metrics = new IngesterMetrics(new SimpleMeterRegistry(), log.partition());
        Heads heads = new Heads(SteppedIngester.RETRY_WINDOW.toMillis());
        Applier applier =
                new Applier(
                        SteppedIngester.CONFIG.maxHeadBytes(),
                        log,
                        new Inbox(1),
                        heads,
                        metrics,
                        new Ownership.Shared(LONGEST_PATIENCE.multipliedBy(rank)),
                        memory);
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
        Chain chain =
                new StoredChain(
                        new SegmentChain(log.partition(), store, reader),
                        reader,
                        SteppedIngester.RETRY_WINDOW.toMillis());
        Cutter cutter =
                new Cutter(SteppedIngester.CONFIG, limits, log, chain, applier, metrics, clock);
        try {
            cutter.recover();
        } catch (LogRefusedException e) {
            log.close();
            throw e;
        } catch (IOException _) {
            // The cutter tries it again.
        }
        memory.add(heads);
        return new Opened(
                rank,
                log,
                heads,
                applier,
                cutter,
                new OwnedPartition(log, applier, cutter),
                log.durableEnd());
    }

    /// Applies what there is of some of them.
    ///
    /// @param isSkipped which are left for later, by number
    public void apply(IntPredicate isSkipped) {
        open.forEach((number, one) -> {
            if (!isSkipped.test(number)) {
                apply(one);
            }
        });
    }

    private static void apply(Opened one) {
        try {
            boolean isMore = true;
            while (isMore) {
                isMore = one.applier().step();
            }
            one.log().await(one.heads().applied(), 0);
            while (one.applier().step()) {
                isMore = true;
            }
        } catch (IOException _) {
            // It is tried again.
        }
    }

    /// Does what is due: cuts, the release of what was cut, new beginnings, trims.
    public void cut() {
        for (Opened one : new ArrayList<>(open.values())) {
            one.cutter().step();
            one.cutter().trimBelowFloor();
        }
    }

    /// As [TailingIngesterModule#flush].
    public void flush() throws IOException {
        for (Opened one : new ArrayList<>(open.values())) {
            one.owned().flush();
        }
    }

    /// What a partition has from a position on.
    ///
    /// @throws PartitionMovedException if it is not read here
    /// @throws IOException as [OwnedPartition#read]
    public List<ProfileSource> read(String partition, TenantId tenant, long fromPosition)
            throws IOException {
        for (Opened one : List.copyOf(open.values())) {
            if (one.log().partition().equals(partition)) {
                return one.owned().read(tenant, fromPosition);
            }
        }
        throw new PartitionMovedException(partition);
    }

    /// The process has ended.
    public void close() throws IOException {
        for (Opened one : open.values()) {
            one.log().close();
        }
        open.clear();
    }
}
