// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogTopic;
import dev.hearth.query.PartitionOwner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The partitions of a topic that a process is assigned, and those of them that it has open. Safe
/// for many threads, of which one opens and closes.
final class TailedPartitions {

    private static final Logger LOGGER = LoggerFactory.getLogger(TailedPartitions.class);
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(30);

    private final LogTopic.Source source;
    private final TailedPartition.Shared shared;
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

    TailedPartitions(LogTopic.Source source, TailedPartition.Shared shared) {
        this.source = source;
        this.shared = shared;
    }

    /// As [TailingIngesterModule#assign].
    void assign(Map<Integer, Integer> ranksByPartition) {
        lock.lock();
        try {
            assigned = Map.copyOf(ranksByPartition);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// One for each partition that is open.
    List<PartitionOwner> owners() {
        lock.lock();
        try {
            List<PartitionOwner> owners = new ArrayList<>();
            open.values().forEach(partition -> owners.add(partition.owner()));
            return List.copyOf(owners);
        } finally {
            lock.unlock();
        }
    }

    /// Numbers of those that can be asked for all that was durable when they were opened.
    List<Integer> caughtUp() {
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

    /// As [TailingIngesterModule#flush].
    Map<String, List<Cut>> flush() throws IOException {
        Map<String, List<Cut>> cuts = new LinkedHashMap<>();
        for (TailedPartition partition : opened()) {
            cuts.put(partition.owner().partition(), partition.owner().flush());
        }
        return cuts;
    }

    /// As [TailingIngesterModule#committed].
    Map<String, Long> committed() {
        Map<String, Long> ends = new LinkedHashMap<>();
        for (TailedPartition partition : opened()) {
            ends.put(partition.owner().partition(), partition.owner().committed());
        }
        return ends;
    }

    /// As [TailingIngesterModule#knownEnds].
    List<Long> knownEnds(String partition) throws IOException {
        for (TailedPartition each : opened()) {
            if (each.owner().partition().equals(partition)) {
                return each.owner().knownEnds();
            }
        }
        return List.of();
    }

    private List<TailedPartition> opened() {
        lock.lock();
        try {
            return List.copyOf(open.values());
        } finally {
            lock.unlock();
        }
    }

    /// Why a partition that is assigned is not open, not caught up, or in trouble; null if none is.
    @Nullable String problem() {
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

    /// Finds the topic.
    ///
    /// @throws dev.hearth.log.LogRefusedException if it may not be used
    /// @throws IOException if it cannot be reached now
    LogTopic openTopic() throws IOException {
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

    /// Returns when what is assigned is not what is open, or a stop has begun.
    void awaitChange() throws InterruptedException {
        lock.lock();
        try {
            while (!isStopping && isSettled()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Returns when the time is over, or a stop has begun.
    void pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!isStopping && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether what is open is what is assigned.
    boolean isSettled() {
        lock.lock();
        try {
            return ranks.equals(assigned);
        } finally {
            lock.unlock();
        }
    }

    /// Lets go of what is not assigned any more, or with another rank, and opens what is missing.
    ///
    /// @return whether all that is assigned is open
    /// @throws IOException if the topic cannot be used now
    boolean settle() throws IOException {
        LogTopic topic = openTopic();
        Map<Integer, Integer> wanted = wanted();
        for (Map.Entry<Integer, Integer> had : held().entrySet()) {
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
            return new TreeMap<>(ranks);
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

    /// Nothing is assigned from now on, and who settles stops soon.
    void stop() {
        isStopping = true;
        assign(Map.of());
    }

    /// Whether a stop has begun.
    boolean isStopping() {
        return isStopping;
    }

    /// Lets go of all, when nobody settles any more.
    void closeAll() {
        held().keySet().forEach(this::close);
    }
}
