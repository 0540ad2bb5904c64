// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.log.LogRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// A topic as its brokers keep it: loses and delays what is sent to it, and what it answers; can be
/// away for all, for some, or with some partitions; leaves positions out.
final class Broker {

    /// How long a client waits for an answer.
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

    final String id;
    private final TopicCluster all;
    private final RandomGenerator random;
    private final List<Partition> partitions = new ArrayList<>();
    private final Set<String> cut = new HashSet<>();
    private final List<Late> late = new ArrayList<>();
    private boolean isAway;
    private boolean isCalm;

    /// One log.
    private static final class Partition {
        final TreeMap<Long, LogRecord> records = new TreeMap<>();
        long start;
        long end;
        boolean isAway;

        /// How wrong the clock is of the broker that leads it.
        long skewMillis;
    }

    /// What arrives when nobody waits for it any more.
    private static final class Late {
        final int partition;
        final byte[] payload;
        final long sentNanos;

        Late(int partition, byte[] payload, long sentNanos) {
            this.partition = partition;
            this.payload = payload;
            this.sentNanos = sentNanos;
        }
    }

    /// @param start first position that can be read
    /// @param end end of what is durable
    record Bounds(long start, long end) {}

    Broker(TopicCluster all, RandomGenerator random, int count) {
        this.all = all;
        this.random = random;
        this.id = new UUID(random.nextLong(), random.nextLong()).toString();
        for (int i = 0; i < count; i++) {
            addPartition();
        }
    }

    /// Adds one; who runs does not know of it before it starts again.
    void addPartition() {
        Partition made = new Partition();
        made.skewMillis = random.nextInt(3000);
        partitions.add(made);
    }

    int size() {
        return partitions.size();
    }

    /// Whether nothing is lost from now on.
    void setCalm(boolean now) {
        isCalm = now;
        if (now) {
            isAway = false;
            cut.clear();
            partitions.forEach(partition -> partition.isAway = false);
        }
    }

    /// Whether nobody can reach it.
    void setAway(boolean now) {
        isAway = now;
    }

    /// One partition is without a leader, or has one again, another one.
    ///
    /// @return its number
    int turnPartition() {
        int number = random.nextInt(partitions.size());
        Partition partition = partitions.get(number);
        partition.isAway = !partition.isAway;
        partition.skewMillis = random.nextInt(3000);
        return number;
    }

    /// Cuts a process off, or lets it reach the brokers again.
    void turn(String process) {
        if (!cut.remove(process)) {
            cut.add(process);
        }
    }

    private boolean isUnlucky(int often) {
        return !isCalm && random.nextInt(often) == 0;
    }

    /// @throws IOException if a process cannot reach it
    void require(String process) throws IOException {
        if (isAway || cut.contains(process)) {
            throw new IOException("broker cannot be reached");
        }
    }

    private Partition reach(String process, int number) throws IOException {
        require(process);
        Partition partition = partitions.get(number);
        if (partition.isAway) {
            throw new IOException("partition %d has no leader".formatted(number));
        }
        return partition;
    }

    /// Where a partition begins and ends.
    Bounds bounds(String process, int number) throws IOException {
        Partition partition = reach(process, number);
        if (isUnlucky(60)) {
            throw new IOException("bounds were lost");
        }
        return new Bounds(partition.start, partition.end);
    }

    /// Some records from a position on.
    List<LogRecord> fetch(String process, int number, long position) throws IOException {
        Partition partition = reach(process, number);
        if (position < partition.start) {
            throw new IOException("position %d was trimmed".formatted(position));
        }
        if (isUnlucky(60)) {
            throw new IOException("fetch failed");
        }
        return partition.records.tailMap(position).values().stream()
                .limit(isCalm ? 100 : 1 + random.nextInt(5))
                .toList();
    }

    /// Makes a record durable, and waits until that is known.
    ///
    /// @throws IOException if it is not known
    void produce(String process, int number, byte[] payload) throws IOException {
        all.turns.next("produce to " + number);
        if (isUnlucky(15)) {
            throw new IOException("it is not sent");
        }
        if (!isReached(process, number)) {
            all.await(WRITE_TIMEOUT);
            if (!isReached(process, number)) {
                throw new IOException("broker is away");
            }
        }
        if (isUnlucky(15)) {
            late.add(new Late(number, payload, all.time.nanoTime()));
            all.await(WRITE_TIMEOUT);
            throw new IOException("it is late");
        }
        append(number, payload);
        all.turns.next("answer of " + number);
        if (isUnlucky(10) || !isReached(process, number)) {
            all.await(WRITE_TIMEOUT);
            throw new IOException("its answer was lost");
        }
    }

    private boolean isReached(String process, int number) {
        return !isAway && !cut.contains(process) && !partitions.get(number).isAway;
    }

    private void append(int number, byte[] payload) {
        Partition partition = partitions.get(number);
        long position = partition.end + (random.nextInt(6) == 0 ? random.nextInt(3) : 0);
        long millis = all.time.millis() + partition.skewMillis;
        partition.records.put(position, new LogRecord(position, millis, payload));
        partition.end = position + 1 + (random.nextInt(12) == 0 ? 1 : 0);
        all.trace.tell("position %d of %d is durable".formatted(position, number));
    }

    /// Lets something arrive that was late.
    ///
    /// @return whether there was anything
    boolean arrive() {
        if (late.isEmpty()) {
            return false;
        }
        Late one = late.remove(random.nextInt(late.size()));
        boolean isLost = all.time.nanoTime() - one.sentNanos > Clients.DELAYS.toNanos();
        if (!isLost && !isAway && !partitions.get(one.partition).isAway) {
            all.trace.tell("late produce to " + one.partition);
            append(one.partition, one.payload);
        }
        return true;
    }

    /// Gives up what stands below a position.
    void trim(String process, int number, long position) throws IOException {
        Partition partition = reach(process, number);
        if (isUnlucky(10)) {
            throw new IOException("trim was lost");
        }
        partition.start = Math.max(partition.start, Math.min(position, partition.end));
        partition.records.headMap(partition.start).clear();
        if (isUnlucky(10)) {
            throw new IOException("answer of trim was lost");
        }
    }
}
