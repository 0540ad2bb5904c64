// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.log.LogRecord;
import dev.hearth.log.LogRefusedException;
import dev.hearth.log.TailedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/// One partition of the topic, read by its owner. Position = offset.
///
/// Records that came but were not asked for yet wait in memory, at most those of one fetch. Whoever
/// needs more polls; there is no thread. The consumer keeps the leader epoch of what it read, so
/// that it notices when a broker came back without the records that it had given out.
///
/// **Time** is when a broker appended. Clocks of brokers differ, so what would fall is raised to
/// what was read before.
final class KafkaTail implements TailedLog {

    private static final long READ_TIMEOUT_NANOS = ClientSettings.ASK_TIMEOUT.toNanos();
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final KafkaTopic topic;
    private final int number;
    private final TopicPartition at;
    private final Consumer<byte[], byte[]> consumer;
    private final ReentrantLock lock = new ReentrantLock();

    /// What came and was not asked for yet; guarded by `lock`, as the next three.
    private final Deque<LogRecord> waiting = new ArrayDeque<>();

    /// What waits begins here; -1 if nobody read yet.
    private long waitingStart = -1;

    /// What comes next has this offset or a later one.
    private long next = -1;

    private long lastMillis = Long.MIN_VALUE;

    /// Never falls, as the next; both may be raised without `lock`, which is held while the
    /// consumer waits for records.
    private final AtomicLong start = new AtomicLong();

    private final AtomicLong end = new AtomicLong();
    private volatile @Nullable LogRefusedException refusal;
    private volatile boolean isClosed;

    private KafkaTail(KafkaTopic topic, int number, Consumer<byte[], byte[]> consumer) {
        this.topic = topic;
        this.number = number;
        this.at = new TopicPartition(topic.name(), number);
        this.consumer = consumer;
    }

    static KafkaTail open(KafkaTopic topic, int number) throws IOException {
        Consumer<byte[], byte[]> consumer;
        try {
            consumer = new KafkaConsumer<>(topic.settings().consumer(number));
        } catch (KafkaException e) {
            throw new IOException(
                    "consumer of partition %d cannot be made: %s"
                            .formatted(number, KafkaTopic.reason(e)),
                    e);
        }
        KafkaTail tail = new KafkaTail(topic, number, consumer);
        try {
            consumer.assign(List.of(tail.at));
            tail.refresh();
            return tail;
        } catch (IOException | RuntimeException e) {
            tail.close();
            throw e;
        }
    }

    @Override
    public String partition() {
        return topic.partition(number);
    }

    @Override
    public boolean isDense() {
        return false;
    }

    @Override
    public void refresh() throws IOException {
        refuse();
        long known = end.get();
        TopicState.Bounds bounds = topic.state().ask(number);
        raise(start, bounds.start());
        if (bounds.end() < known) {
            throw new IOException(
                    "log of partition \"%s\" ends at %d (expected at least %d, which was read): a broker is behind, or lost records"
                            .formatted(partition(), bounds.end(), known));
        }
        raise(end, bounds.end());
    }

    private static void raise(AtomicLong position, long least) {
        position.accumulateAndGet(least, Math::max);
    }

    private void refuse() throws IOException {
        LogRefusedException known = refusal;
        if (known != null) {
            throw new LogRefusedException(String.valueOf(known.getMessage()), known);
        }
        if (isClosed) {
            throw new IOException("log of partition \"%s\" is closed".formatted(partition()));
        }
        topic.state().requireSame();
    }

    @Override
    public long durableEnd() {
        return end.get();
    }

    @Override
    public long start() {
        return start.get();
    }

    @Override
    public List<LogRecord> read(long position, int maxBytes) throws IOException {
        lock.lock();
        try {
            refuse();
            requireReadable(position);
            standAt(position);
            long deadline = System.nanoTime() + READ_TIMEOUT_NANOS;
            while (waiting.isEmpty() && next < end.get()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IOException(
                            "log of partition \"%s\" gave nothing from position %d on within %d s (expected records up to %d)"
                                    .formatted(
                                            partition(),
                                            position,
                                            TimeUnit.NANOSECONDS.toSeconds(READ_TIMEOUT_NANOS),
                                            end.get()));
                }
                poll(left);
            }
            return take(maxBytes);
        } finally {
            lock.unlock();
        }
    }

    private void requireReadable(long position) throws IOException {
        if (position > end.get()) {
            throw new IllegalArgumentException(
                    "position is %d (expected at most %d, the log's end)"
                            .formatted(position, end.get()));
        }
        if (position < start.get()) {
            throw trimmed(position);
        }
    }

    private IOException trimmed(long position) {
        return new IOException(
                "position is %d (expected at least %d, the log's start: what is below was trimmed)"
                        .formatted(position, start.get()));
    }

    private void standAt(long position) throws IOException {
        if (waitingStart >= 0 && position >= waitingStart && position <= next) {
            while (!waiting.isEmpty() && waiting.getFirst().position() < position) {
                waiting.removeFirst();
            }
            waitingStart = position;
            return;
        }
        waiting.clear();
        lastMillis = Long.MIN_VALUE;
        try {
            consumer.seek(at, position);
        } catch (KafkaException e) {
            throw failed(e);
        }
        waitingStart = position;
        next = position;
    }

    private List<LogRecord> take(int maxBytes) {
        List<LogRecord> taken = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && (taken.isEmpty() || bytes < maxBytes)) {
            LogRecord record = waiting.removeFirst();
            bytes += record.payload().length;
            taken.add(record);
            waitingStart = record.position() + 1;
        }
        if (waiting.isEmpty()) {
            waitingStart = next;
        }
        return taken;
    }

    @Override
    public void await(long position, long timeoutNanos) throws IOException {
        lock.lock();
        try {
            refuse();
            requireReadable(position);
            standAt(position);
            if (waiting.isEmpty()) {
                poll(timeoutNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void poll(long timeoutNanos) throws IOException {
        try {
            for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(Duration.ofNanos(timeoutNanos)).records(at)) {
                lastMillis = Math.max(lastMillis, record.timestamp());
                byte[] payload = record.value() == null ? new byte[0] : record.value();
                waiting.add(new LogRecord(record.offset(), lastMillis, payload));
            }
            next = consumer.position(at, ClientSettings.ASK_TIMEOUT);
            raise(end, next);
        } catch (LogTruncationException e) {
            LogRefusedException truncated =
                    new LogRefusedException(
                            "log of partition \"%s\" lost records that were read before: %s. Brokers must not elect leaders that are not in sync"
                                    .formatted(partition(), e.getMessage()),
                            e);
            refusal = truncated;
            throw truncated;
        } catch (OffsetOutOfRangeException e) {
            long position = next;
            waitingStart = -1;
            refresh();
            throw position < start.get() ? trimmed(position) : failed(e);
        } catch (WakeupException e) {
            throw new IOException("log of partition \"%s\" is closed".formatted(partition()), e);
        } catch (KafkaException e) {
            waitingStart = -1;
            throw failed(e);
        }
    }

    private IOException failed(KafkaException e) {
        return new IOException(
                "log of partition \"%s\" cannot be read: %s".formatted(partition(), e.getMessage()),
                e);
    }

    @Override
    public void trim(long position) throws IOException {
        if (position <= start.get()) {
            return;
        }
        refresh();
        long before = Math.min(position, end.get());
        if (before > start.get()) {
            long low =
                    Answers.of(
                                    topic.admin()
                                            .deleteRecords(
                                                    Map.of(
                                                            at,
                                                            RecordsToDelete.beforeOffset(before)))
                                            .lowWatermarks()
                                            .get(at),
                                    "log of partition \"%s\" cannot be trimmed to %d"
                                            .formatted(partition(), before))
                            .lowWatermark();
            raise(start, low);
        }
    }

    @Override
    public void advanceTo(long position) throws IOException {
        refresh();
        if (end.get() < position) {
            throw new LogRefusedException(
                    "log of partition \"%s\" ends at %d (expected at least %d, the end of its last segment): records were lost, and others would take their positions"
                            .formatted(partition(), end.get(), position),
                    null);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        consumer.wakeup();
        lock.lock();
        try {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        } catch (KafkaException e) {
            waiting.clear(); // nothing that it holds outlives it
        } finally {
            lock.unlock();
        }
    }
}
