// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What Kafka's own clients are told.
final class ClientSettings {

    /// How long Kafka may take to answer a question.
    static final Duration ASK_TIMEOUT = Duration.ofSeconds(10);

    private static final int FETCH_BYTES = 4 << 20;
    private static final int LINGER_MILLIS = 2;
    private static final int BATCH_BYTES = 256 << 10;

    private final KafkaConfig config;

    ClientSettings(KafkaConfig config) {
        this.config = config;
    }

    Map<String, Object> admin() throws IOException {
        Map<String, Object> settings = common("admin");
        settings.put("request.timeout.ms", millis(ASK_TIMEOUT.dividedBy(2)));
        settings.put("default.api.timeout.ms", millis(ASK_TIMEOUT));
        return settings;
    }

    /// Reads by assignment and seeking; what is out of range is an error, never skipped.
    Map<String, Object> consumer(int partition) throws IOException {
        Map<String, Object> settings = common("partition-" + partition);
        settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "none");
        settings.put("allow.auto.create.topics", false);
        settings.put("max.partition.fetch.bytes", FETCH_BYTES);
        settings.put("fetch.max.bytes", FETCH_BYTES);
        settings.put("request.timeout.ms", millis(ASK_TIMEOUT.dividedBy(2)));
        settings.put("default.api.timeout.ms", millis(ASK_TIMEOUT));
        if (!config.client().rack().isEmpty()) {
            settings.put("client.rack", config.client().rack());
        }
        return settings;
    }

    /// Idempotent, acknowledged by all replicas in sync; records are packed already.
    Map<String, Object> producer() throws IOException {
        Map<String, Object> settings = common("producer");
        Duration timeout = config.producer().writeTimeout();
        settings.put("key.serializer", ByteArraySerializer.class.getName());
        settings.put("value.serializer", ByteArraySerializer.class.getName());
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "none");
        settings.put("linger.ms", LINGER_MILLIS);
        settings.put("batch.size", BATCH_BYTES);
        settings.put("delivery.timeout.ms", millis(timeout));
        settings.put("request.timeout.ms", millis(timeout.dividedBy(2)));
        settings.put("max.block.ms", millis(timeout.dividedBy(2)));
        settings.put("buffer.memory", config.producer().maxBufferedBytes());
        settings.put("max.request.size", config.producer().maxRecordBytes() + RECORD_OVERHEAD);
        return settings;
    }

    /// What Kafka adds to a record and its batch, generously.
    static final int RECORD_OVERHEAD = 1024;

    private Map<String, Object> common(String role) throws IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", config.address());
        settings.put("client.id", config.client().id() + "-" + role);
        settings.put("socket.connection.setup.timeout.ms", millis(config.client().dialTimeout()));
        settings.put(
                "socket.connection.setup.timeout.max.ms",
                millis(config.client().dialTimeout().multipliedBy(4)));
        settings.put("reconnect.backoff.max.ms", 1000L);
        settings.put("metadata.max.age.ms", 60_000L);
        settings.put("enable.metrics.push", false);
        secure(settings);
        return settings;
    }

    private void secure(Map<String, Object> settings) throws IOException {
        KafkaSecurity.Sasl sasl = config.security().sasl();
        KafkaSecurity.Tls tls = config.security().tls();
        boolean isLogin = !sasl.username().isEmpty();
        settings.put(
                "security.protocol",
                (isLogin ? "SASL_" : "") + (tls.isEnabled() ? "SSL" : "PLAINTEXT"));
        if (isLogin) {
            String kind = sasl.mechanism().startsWith("SCRAM") ? "scram.Scram" : "plain.Plain";
            settings.put("sasl.mechanism", sasl.mechanism());
            settings.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.%sLoginModule required username=\"%s\" password=\"%s\";"
                            .formatted(
                                    kind,
                                    quoted(sasl.username()),
                                    quoted(sasl.password().value())));
        }
        if (tls.isEnabled() && !tls.caPath().isEmpty()) {
            settings.put("ssl.truststore.type", "PEM");
            settings.put("ssl.truststore.certificates", pem(tls.caPath()));
        }
        if (tls.isEnabled() && !tls.certPath().isEmpty()) {
            settings.put("ssl.keystore.type", "PEM");
            settings.put("ssl.keystore.certificate.chain", pem(tls.certPath()));
            settings.put("ssl.keystore.key", pem(tls.keyPath()));
        }
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String pem(String path) throws IOException {
        return Files.readString(Path.of(path));
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
