// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import java.time.Duration;

/// What an operator can set on the log in Kafka.
///
/// @param isEnabled whether the log is in Kafka at all; the rest is not looked at otherwise
/// @param address brokers to begin with, separated by commas
/// @param topic name of the topic
/// @param client how this process shows and connects
/// @param security how it proves who it is
/// @param creation how the topic is made if there is none
/// @param producer what may be on its way to Kafka
public record KafkaConfig(
        boolean isEnabled,
        String address,
        String topic,
        Client client,
        KafkaSecurity security,
        Creation creation,
        Producer producer) {

    private static final Duration SHORTEST_WRITE = Duration.ofMillis(100);
    private static final int LARGEST_RECORD = 512 << 20;

    /// @throws IllegalArgumentException if a value makes no sense; the message is for the operator
    public KafkaConfig {
        if (isEnabled) {
            requireText(KafkaFlags.ADDRESS, address);
            requireText(KafkaFlags.TOPIC, topic);
        }
    }

    /// How a process shows and connects.
    ///
    /// @param id what brokers call it
    /// @param rack its rack or zone, empty if it does not matter
    /// @param dialTimeout how long a connection may take to come about
    public record Client(String id, String rack, Duration dialTimeout) {

        /// @throws IllegalArgumentException if the timeout is not positive
        public Client {
            requireAtLeast(KafkaFlags.DIAL_TIMEOUT, dialTimeout, Duration.ofMillis(1));
        }
    }

    /// How a topic is made.
    ///
    /// @param isEnabled whether it is made if there is none
    /// @param partitions how many it gets; -1 for the brokers' default
    public record Creation(boolean isEnabled, int partitions) {

        /// @throws IllegalArgumentException if the number is neither -1 nor positive
        public Creation {
            if (partitions != -1 && partitions < 1) {
                throw new IllegalArgumentException(
                        "%s is %d (expected at least 1, or -1)"
                                .formatted(
                                        KafkaFlags.AUTO_CREATE_TOPIC_DEFAULT_PARTITIONS,
                                        partitions));
            }
        }
    }

    /// What may be on its way to Kafka.
    ///
    /// @param writeTimeout how long Kafka may take to make records durable
    /// @param maxRecordBytes largest record
    /// @param maxBufferedBytes bytes that may wait
    public record Producer(Duration writeTimeout, int maxRecordBytes, long maxBufferedBytes) {

        /// @throws IllegalArgumentException if a value makes no sense
        public Producer {
            requireAtLeast(KafkaFlags.WRITE_TIMEOUT, writeTimeout, SHORTEST_WRITE);
            if (maxRecordBytes < 1 || maxRecordBytes > LARGEST_RECORD) {
                throw new IllegalArgumentException(
                        "%s is %d (expected 1 to %d)"
                                .formatted(
                                        KafkaFlags.PRODUCER_MAX_RECORD_SIZE_BYTES,
                                        maxRecordBytes,
                                        LARGEST_RECORD));
            }
            if (maxBufferedBytes < maxRecordBytes) {
                throw new IllegalArgumentException(
                        "%s is %d (expected at least %d, as %s)"
                                .formatted(
                                        KafkaFlags.PRODUCER_MAX_BUFFERED_BYTES,
                                        maxBufferedBytes,
                                        maxRecordBytes,
                                        KafkaFlags.PRODUCER_MAX_RECORD_SIZE_BYTES));
            }
        }
    }

    /// Reads the flags of [KafkaFlags].
    ///
    /// @throws IllegalArgumentException as the constructors
    public static KafkaConfig from(Settings settings) {
        return new KafkaConfig(
                settings.get(KafkaFlags.ENABLED),
                settings.get(KafkaFlags.ADDRESS),
                settings.get(KafkaFlags.TOPIC),
                new Client(
                        settings.get(KafkaFlags.CLIENT_ID),
                        settings.get(KafkaFlags.CLIENT_RACK),
                        settings.get(KafkaFlags.DIAL_TIMEOUT)),
                KafkaSecurity.from(settings),
                new Creation(
                        settings.get(KafkaFlags.AUTO_CREATE_TOPIC_ENABLED),
                        settings.get(KafkaFlags.AUTO_CREATE_TOPIC_DEFAULT_PARTITIONS)),
                new Producer(
                        settings.get(KafkaFlags.WRITE_TIMEOUT),
                        settings.get(KafkaFlags.PRODUCER_MAX_RECORD_SIZE_BYTES),
                        settings.get(KafkaFlags.PRODUCER_MAX_BUFFERED_BYTES)));
    }

    private static void requireText(Flag<String> flag, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(
                    "%s is empty (expected a value, since %s is set)"
                            .formatted(flag, KafkaFlags.ENABLED));
        }
    }

    private static void requireAtLeast(Flag<Duration> flag, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "%s is %s (expected at least %s)".formatted(flag, value, least));
        }
    }
}
