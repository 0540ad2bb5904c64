// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.config.Flag;
import dev.hearth.config.Secret;
import java.time.Duration;
import java.util.List;

/// The flags of the log in Kafka.
public final class KafkaFlags {

    static final Flag<Boolean> ENABLED =
            Flag.bool(
                    "ingest-storage.enabled",
                    false,
                    "Keep what is pushed in Kafka until it is in segments. Without it each ingester keeps a log in its own files.");

    static final Flag<String> ADDRESS =
            Flag.string(
                    "ingest-storage.kafka.address",
                    "",
                    "Brokers to begin with: host:port, several separated by commas.");

    static final Flag<String> TOPIC =
            Flag.string("ingest-storage.kafka.topic", "", "Topic that holds what is pushed.");

    static final Flag<String> CLIENT_ID =
            Flag.string(
                    "ingest-storage.kafka.client-id",
                    "hearth",
                    "What brokers call this process in their logs and quotas.");

    static final Flag<String> CLIENT_RACK =
            Flag.string(
                            "ingest-storage.kafka.client-rack",
                            "",
                            "Rack or zone of this process: ingesters read from a replica there, if brokers are set up so.")
                    .advanced();

    static final Flag<Duration> DIAL_TIMEOUT =
            Flag.duration(
                            "ingest-storage.kafka.dial-timeout",
                            Duration.ofSeconds(2),
                            "How long a connection to a broker may take to come about.")
                    .advanced();

    static final Flag<Duration> WRITE_TIMEOUT =
            Flag.duration(
                    "ingest-storage.kafka.write-timeout",
                    Duration.ofSeconds(10),
                    "How long Kafka may take to make a push durable. After it the push is refused with 503.");

    static final Flag<String> SASL_MECHANISM =
            Flag.string(
                    "ingest-storage.kafka.sasl-mechanism",
                    "PLAIN",
                    "How to log in to brokers if -ingest-storage.kafka.sasl-username is set: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512.");

    static final Flag<String> SASL_USERNAME =
            Flag.string(
                    "ingest-storage.kafka.sasl-username",
                    "",
                    "User to log in to brokers as; empty for no login.");

    static final Flag<Secret> SASL_PASSWORD =
            Flag.secret("ingest-storage.kafka.sasl-password", "Password of that user.");

    static final Flag<Boolean> TLS_ENABLED =
            Flag.bool("ingest-storage.kafka.tls-enabled", false, "Talk to brokers over TLS.");

    static final Flag<String> TLS_CA_PATH =
            Flag.string(
                    "ingest-storage.kafka.tls-ca-path",
                    "",
                    "File (PEM) with the certificates that brokers must be signed by; empty for those that Java trusts.");

    static final Flag<String> TLS_CERT_PATH =
            Flag.string(
                    "ingest-storage.kafka.tls-cert-path",
                    "",
                    "File (PEM) with the certificate of this process; empty for none.");

    static final Flag<String> TLS_KEY_PATH =
            Flag.string(
                    "ingest-storage.kafka.tls-key-path",
                    "",
                    "File (PEM, PKCS #8) with the key of that certificate.");

    static final Flag<Boolean> AUTO_CREATE_TOPIC_ENABLED =
            Flag.bool(
                    "ingest-storage.kafka.auto-create-topic-enabled",
                    true,
                    "Make the topic, with the settings that it needs, if there is none.");

    static final Flag<Integer> AUTO_CREATE_TOPIC_DEFAULT_PARTITIONS =
            Flag.integer(
                    "ingest-storage.kafka.auto-create-topic-default-partitions",
                    -1,
                    "Partitions of a topic that is made; -1 for what brokers do by default. At least as many as there are ingesters in a zone.");

    static final Flag<Integer> PRODUCER_MAX_RECORD_SIZE_BYTES =
            Flag.integer(
                            "ingest-storage.kafka.producer-max-record-size-bytes",
                            15_983_616,
                            "Largest record that is sent: the profiles of one payload, packed. The topic's max.message.bytes must be larger.")
                    .advanced();

    static final Flag<Long> PRODUCER_MAX_BUFFERED_BYTES =
            Flag.bytes(
                            "ingest-storage.kafka.producer-max-buffered-bytes",
                            64L << 20,
                            "Bytes that may wait for Kafka. Above it pushes are refused with 503.")
                    .advanced();

    private KafkaFlags() {}

    /// All of them.
    public static List<Flag<?>> all() {
        return List.of(
                ENABLED,
                ADDRESS,
                TOPIC,
                CLIENT_ID,
                CLIENT_RACK,
                DIAL_TIMEOUT,
                WRITE_TIMEOUT,
                SASL_MECHANISM,
                SASL_USERNAME,
                SASL_PASSWORD,
                TLS_ENABLED,
                TLS_CA_PATH,
                TLS_CERT_PATH,
                TLS_KEY_PATH,
                AUTO_CREATE_TOPIC_ENABLED,
                AUTO_CREATE_TOPIC_DEFAULT_PARTITIONS,
                PRODUCER_MAX_RECORD_SIZE_BYTES,
                PRODUCER_MAX_BUFFERED_BYTES);
    }
}
