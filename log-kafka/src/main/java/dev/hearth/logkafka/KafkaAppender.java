// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.log.LogProducer;
import dev.hearth.log.LogUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/// Appends to all partitions of the topic: acknowledged by all replicas in sync, and by the same
/// producer never twice.
///
/// What waits is bounded; above it nobody waits for room, they are refused. An append whose fate is
/// not known within the write timeout is refused too, though Kafka may have it.
public final class KafkaAppender implements LogProducer {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaConfig.Producer config;
    private final KafkaTopic topic;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong bufferedBytes = new AtomicLong();
    private final LongAdder appends = new LongAdder();
    private final LongAdder appendNanos = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private KafkaAppender(
            KafkaConfig.Producer config, KafkaTopic topic, Producer<byte[], byte[]> producer) {
        this.config = config;
        this.topic = topic;
        this.producer = producer;
    }

    static KafkaAppender open(
            KafkaConfig.Producer config, ClientSettings settings, KafkaTopic topic)
            throws IOException {
        try {
            return new KafkaAppender(config, topic, new KafkaProducer<>(settings.producer()));
        } catch (KafkaException e) {
            throw new IOException(
                    "producer of topic \"%s\" cannot be made: %s"
                            .formatted(topic.name(), KafkaTopic.reason(e)),
                    e);
        }
    }

    @Override
    public int partitions() {
        return topic.partitions();
    }

    @Override
    public void append(int partition, List<byte[]> payloads) throws IOException {
        topic.state().requireSame();
        long bytes = 0;
        for (byte[] payload : payloads) {
            requireSize(payload);
            bytes += payload.length;
        }
        reserve(bytes);
        long started = System.nanoTime();
        PendingSend pending = new PendingSend(payloads.size(), bytes, bufferedBytes);
        try {
            send(partition, payloads, pending);
            await(pending);
            appends.increment();
            appendNanos.add(System.nanoTime() - started);
        } catch (IOException e) {
            failures.increment();
            throw e;
        }
    }

    private void requireSize(byte[] payload) throws LogUnavailableException {
        if (payload.length > config.maxRecordBytes()) {
            throw new LogUnavailableException(
                    "record has %d bytes (limit %d). To change it, set %s and the topic's max.message.bytes"
                            .formatted(
                                    payload.length,
                                    config.maxRecordBytes(),
                                    KafkaFlags.PRODUCER_MAX_RECORD_SIZE_BYTES),
                    null);
        }
    }

    private void reserve(long bytes) throws LogUnavailableException {
        long most = config.maxBufferedBytes();
        long now = bufferedBytes.addAndGet(bytes);
        if (now > most && now > bytes) {
            bufferedBytes.addAndGet(-bytes);
            failures.increment();
            throw new LogUnavailableException(
                    "%d bytes wait for Kafka (limit %d). To change it, set %s"
                            .formatted(now - bytes, most, KafkaFlags.PRODUCER_MAX_BUFFERED_BYTES),
                    null);
        }
    }

    private void send(int partition, List<byte[]> payloads, PendingSend pending) {
        int sent = 0;
        try {
            while (sent < payloads.size() && !pending.hasFailed()) {
                Future<RecordMetadata> _ =
                        producer.send(
                                new ProducerRecord<>(
                                        topic.name(), partition, null, payloads.get(sent)),
                                pending);
                sent++;
            }
        } catch (KafkaException | IllegalStateException e) {
            pending.fail(e);
            sent++;
        }
        for (int i = sent; i < payloads.size(); i++) {
            pending.leaveOut();
        }
    }

    private void await(PendingSend pending) throws LogUnavailableException {
        long patience = config.writeTimeout().multipliedBy(2).toNanos();
        try {
            if (!pending.await(patience)) {
                throw new LogUnavailableException(
                        "Kafka did not answer within %d s"
                                .formatted(TimeUnit.NANOSECONDS.toSeconds(patience)),
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("append to Kafka was interrupted", e);
        }
        Throwable failure = pending.failure();
        if (failure != null) {
            throw new LogUnavailableException(
                    "Kafka did not make it durable: " + failure.getMessage(), failure);
        }
    }

    /// Bytes of records that wait for Kafka.
    public long bufferedBytes() {
        return bufferedBytes.get();
    }

    /// Appends that Kafka acknowledged.
    public long appends() {
        return appends.sum();
    }

    /// Nanoseconds that those took, all together.
    public long appendNanos() {
        return appendNanos.sum();
    }

    /// Appends that were refused, or not acknowledged in time.
    public long failures() {
        return failures.sum();
    }

    /// Waits a little for what is on its way.
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
