// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.config.Limits;
import dev.hearth.log.LogRefusedException;
import dev.hearth.log.LogTopic;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.PartitionOwner;
import dev.hearth.server.ReadinessCheck;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds the ingester of partitions that others append to, and runs it: it keeps heads of those
/// that it is assigned, and cuts them.
///
/// One thread opens what is assigned and lets go of what is not any more; what cannot be opened now
/// is tried again. Nothing is cut at the end: what is not in segments is in the log.
public final class TailingIngesterModule implements Service {

    private static final Logger LOGGER = LoggerFactory.getLogger(TailingIngesterModule.class);
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(30);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(20);

    private final LogTopic.Source source;
    private final TailedPartition.Shared shared;
    private final Thread keeping = new Thread(this::keep, "ingester-partitions");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// Rank of this process among the owners of each partition that is assigned; guarded by `lock`,
    /// as the next four.
    private Map<Integer, Integer> assigned = Map.of();

    private final Map<Integer, TailedPartition> open = new TreeMap<>();
    private final Map<Integer, Integer> ranks = new TreeMap<>();
    private final Map<Integer, String> failures = new TreeMap<>();
    private @Nullable String topicFailure = "not started";

    private volatile boolean isStopping;

    /// @param limits which profiles are added up when a segment is made
    /// @param source where the partitions are
    /// @param store where segments go; the caller closes it, after this module
    public TailingIngesterModule(
            IngesterConfig config,
            Limits limits,
            LogTopic.Source source,
            ObjectStore store,
            MeterRegistry meters,
            Clock clock) {
        this.source = source;
        this.shared =
                new TailedPartition.Shared(
                        config,
                        limits,
                        store,
                        new HeadMemory(config.maxMemoryBytes()),
                        new ReentrantLock(),
                        meters,
                        clock);
    }

    /// Says which partitions this process is to own from now on.
    ///
    /// @param ranksByPartition for each, by number, how many other owners are to cut before this
    ///   one: 0 for the one that cuts first
    public void assign(Map<Integer, Integer> ranksByPartition) {
        lock.lock();
        try {
            assigned = Map.copyOf(ranksByPartition);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Who answers for what is not yet in segments: one for each partition that is open.
    public List<PartitionOwner> owners() {
        lock.lock();
        try {
            List<PartitionOwner> owners = new ArrayList<>();
            open.values().forEach(partition -> owners.add(partition.owner()));
            return List.copyOf(owners);
        } finally {
            lock.unlock();
        }
    }

    /// Numbers of the partitions that can be asked for all that was durable when they were opened.
    public List<Integer> caughtUp() {
        lock.lock();
        try {
            return open.entrySet().stream()
                    .filter(entry -> entry.getValue().isCaughtUp())
                    .map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// Cuts everything that is durable now, in all partitions that are open.
    ///
    /// @return what was committed here, by partition
    /// @throws IOException if some of it could not be committed; it is tried again later
    public Map<String, List<Cut>> flush() throws IOException {
        Map<String, List<Cut>> cuts = new LinkedHashMap<>();
        for (TailedPartition partition : opened()) {
            cuts.put(partition.owner().partition(), partition.owner().flush());
        }
        return cuts;
    }

    /// For each partition that is open the end of its chain of segments, as far as it was read or
    /// written here.
    public Map<String, Long> committed() {
        Map<String, Long> ends = new LinkedHashMap<>();
        for (TailedPartition partition : opened()) {
            ends.put(partition.owner().partition(), partition.owner().committed());
        }
        return ends;
    }

    private List<TailedPartition> opened() {
        lock.lock();
        try {
            return List.copyOf(open.values());
        } finally {
            lock.unlock();
        }
    }

    /// Says why it is not ready: a partition that is assigned is not open, not caught up, or in
    /// trouble.
    public ReadinessCheck readiness() {
        return ReadinessCheck.of(name(), this::problem);
    }

    private @Nullable String problem() {
        lock.lock();
        try {
            if (topicFailure != null) {
                return topicFailure;
            }
            for (int number : new TreeSet<>(assigned.keySet())) {
                TailedPartition partition = open.get(number);
                String problem =
                        partition == null
                                ? failures.getOrDefault(number, "not open yet")
                                : partition.problem();
                if (problem != null) {
                    return "partition %d: %s".formatted(number, problem);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// What the process must serve over HTTP.
    public List<Route> routes() {
        return new IngesterRoutes(this::flush).all();
    }

    @Override
    public String name() {
        return "ingester";
    }

    /// Returns at once if the topic cannot be reached now: it is tried again.
    ///
    /// @throws LogRefusedException if it may not be used
    @Override
    public void start() throws IOException {
        try {
            openTopic();
        } catch (LogRefusedException e) {
            throw e;
        } catch (IOException e) {
            LOGGER.warn("log cannot be reached; trying again: {}", e.toString());
        }
        keeping.setDaemon(true);
        keeping.start();
    }

    private LogTopic openTopic() throws IOException {
        try {
            LogTopic topic = source.open();
            TopicPin.check(topic, shared.store());
            setTopicFailure(null);
            return topic;
        } catch (IOException e) {
            setTopicFailure(e.getMessage());
            throw e;
        }
    }

    private void setTopicFailure(@Nullable String failure) {
        lock.lock();
        try {
            topicFailure = failure;
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        String known = null;
        while (!isStopping) {
            boolean isSettled = false;
            try {
                isSettled = settle(openTopic());
                known = null;
            } catch (IOException | RuntimeException e) {
                if (!e.toString().equals(known)) {
                    LOGGER.warn("partitions cannot be opened; trying again: {}", e.toString());
                }
                known = e.toString();
            }
            awaitChange(isSettled);
        }
    }

    private void awaitChange(boolean isSettled) {
        lock.lock();
        try {
            long left = isSettled ? Long.MAX_VALUE : RETRY_NANOS;
            while (!isStopping && left > 0 && (!isSettled || isAsAssigned())) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isStopping = true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isAsAssigned() {
        return ranks.equals(assigned);
    }

    /// Lets go of what is not assigned any more, or with another rank, and opens what is missing.
    ///
    /// @return whether all is as assigned
    private boolean settle(LogTopic topic) {
        Map<Integer, Integer> wanted = wanted();
        for (Map.Entry<Integer, Integer> had : Map.copyOf(held()).entrySet()) {
            if (!had.getValue().equals(wanted.get(had.getKey()))) {
                close(had.getKey());
            }
        }
        boolean isAll = true;
        for (Map.Entry<Integer, Integer> entry : wanted.entrySet()) {
            if (isStopping) {
                return true;
            }
            if (!held().containsKey(entry.getKey())) {
                isAll &= tryOpen(topic, entry.getKey(), entry.getValue());
            }
        }
        return isAll;
    }

    private Map<Integer, Integer> wanted() {
        lock.lock();
        try {
            return new TreeMap<>(assigned);
        } finally {
            lock.unlock();
        }
    }

    private Map<Integer, Integer> held() {
        lock.lock();
        try {
            return Map.copyOf(ranks);
        } finally {
            lock.unlock();
        }
    }

    private boolean tryOpen(LogTopic topic, int number, int rank) {
        TailedPartition partition = null;
        String failure = null;
        try {
            partition =
                    TailedPartition.start(
                            topic.tail(number), new Ownership.Shared(patience(rank)), shared);
        } catch (IOException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
        }
        lock.lock();
        try {
            if (partition != null) {
                open.put(number, partition);
                ranks.put(number, rank);
                failures.remove(number);
            } else if (!String.valueOf(failure)
                    .equals(failures.put(number, String.valueOf(failure)))) {
                LOGGER.warn("partition {} cannot be opened; trying again: {}", number, failure);
            }
            return partition != null;
        } finally {
            lock.unlock();
        }
    }

    private Duration patience(int rank) {
        Duration half = shared.config().maxSegmentAge().dividedBy(2);
        Duration one = half.compareTo(LONGEST_PATIENCE) < 0 ? half : LONGEST_PATIENCE;
        return one.multipliedBy(rank);
    }

    private void close(int number) {
        TailedPartition partition;
        lock.lock();
        try {
            partition = open.remove(number);
            ranks.remove(number);
            failures.remove(number);
        } finally {
            lock.unlock();
        }
        if (partition == null) {
            return;
        }
        try {
            partition.close();
        } catch (IOException e) {
            LOGGER.warn("partition {} was not closed in order: {}", number, e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        isStopping = true;
        assign(Map.of());
        try {
            if (keeping.isAlive() && !keeping.join(JOIN_TIMEOUT)) {
                LOGGER.warn("thread that opens partitions still runs after {}", JOIN_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List.copyOf(held().keySet()).forEach(this::close);
    }
}
