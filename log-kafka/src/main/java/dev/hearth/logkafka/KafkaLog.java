// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.log.LogProducer;
import dev.hearth.log.LogTopic;
import dev.hearth.log.LogUnavailableException;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The log in Kafka as a process has it: the topic, found when it is first needed, and one
/// producer.
///
/// A process may start while Kafka is away. Appends are refused until the topic is found; one of
/// those who want it looks for it, the others do not wait. Safe for many threads.
public final class KafkaLog implements LogTopic.Source, LogProducer, Closeable {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final KafkaConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable KafkaTopic topic;
    private volatile @Nullable KafkaAppender appender;
    private boolean isClosed;
    private volatile @Nullable IOException failure;
    private volatile long failedNanos;

    /// Nothing is opened yet.
    public KafkaLog(KafkaConfig config) {
        this.config = config;
    }

    @Override
    public LogTopic open() throws IOException {
        KafkaTopic known = topic;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            return opened();
        } finally {
            lock.unlock();
        }
    }

    private KafkaTopic opened() throws IOException {
        KafkaTopic known = topic;
        if (known != null) {
            return known;
        }
        if (isClosed) {
            throw new LogUnavailableException("log in Kafka is closed", null);
        }
        try {
            known = KafkaTopic.open(config);
            topic = known;
            failure = null;
            return known;
        } catch (IOException e) {
            failure = e;
            failedNanos = System.nanoTime();
            throw e;
        }
    }

    @Override
    public int partitions() throws IOException {
        return appender().partitions();
    }

    @Override
    public void append(int partition, List<byte[]> payloads) throws IOException {
        appender().append(partition, payloads);
    }

    private KafkaAppender appender() throws IOException {
        KafkaAppender known = appender;
        if (known != null) {
            return known;
        }
        IOException last = failure;
        boolean isTooSoon = last != null && System.nanoTime() - failedNanos < RETRY_NANOS;
        if (isTooSoon || !lock.tryLock()) {
            throw new LogUnavailableException(
                    last == null ? "Kafka is being looked for" : String.valueOf(last.getMessage()),
                    last);
        }
        try {
            known = appender;
            if (known == null) {
                known = opened().producer();
                appender = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /// Bytes of records that wait for Kafka.
    public long bufferedBytes() {
        KafkaAppender known = appender;
        return known == null ? 0 : known.bufferedBytes();
    }

    /// Appends that Kafka acknowledged.
    public long appends() {
        KafkaAppender known = appender;
        return known == null ? 0 : known.appends();
    }

    /// Nanoseconds that those took, all together.
    public long appendNanos() {
        KafkaAppender known = appender;
        return known == null ? 0 : known.appendNanos();
    }

    /// Appends that were refused, or not acknowledged in time.
    public long failures() {
        KafkaAppender known = appender;
        return known == null ? 0 : known.failures();
    }

    /// Closes the producer, which waits a little for what is on its way, and the topic. What was
    /// opened for reading is closed before.
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            KafkaAppender knownAppender = appender;
            if (knownAppender != null) {
                knownAppender.close();
            }
            KafkaTopic knownTopic = topic;
            if (knownTopic != null) {
                knownTopic.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
