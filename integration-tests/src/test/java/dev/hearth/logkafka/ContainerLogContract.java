// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.config.Settings;
import dev.hearth.integrationtests.PartContainer;
import dev.hearth.integrationtests.PartProcess;
import dev.hearth.log.ReadableLog;
import dev.hearth.log.TailedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// The log in a broker that is the image of `docker-compose.yaml`. Run where Docker is; not one of
/// the tests that always run, for a broker comes with the build.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public final class ContainerLogContract implements LogContract {

    private static final Duration START = Duration.ofMinutes(2);

    private PartContainer broker;
    private int port;
    private int topics;

    /// The broker has the same port inside, so that it finds itself where it says it is.
    @BeforeAll
    void start() throws IOException {
        port = PartProcess.freePort();
        broker = PartContainer.of("apache/kafka", port, port);
        String address = "PLAINTEXT://127.0.0.1:" + port;
        broker.run(
                Map.of(
                        "KAFKA_NODE_ID", "1",
                        "KAFKA_PROCESS_ROLES", "broker,controller",
                        "KAFKA_LISTENERS", "PLAINTEXT://:%d,CONTROLLER://:9093".formatted(port),
                        "KAFKA_ADVERTISED_LISTENERS", address,
                        "KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER",
                        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
                        "KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093",
                        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1",
                        "KAFKA_LOG_DIRS", "/var/lib/kafka/data"));
        awaitBroker();
    }

    private void awaitBroker() throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                topic().close();
                return;
            } catch (IOException e) {
                if (!broker.isAlive() || System.nanoTime() > end) {
                    throw new IOException("Kafka did not start: " + broker.output(), e);
                }
            }
        }
    }

    @AfterAll
    void stop() {
        broker.end();
    }

    private KafkaTopic topic() throws IOException {
        Settings settings =
                Settings.defaults()
                        .with(KafkaFlags.ENABLED, true)
                        .with(KafkaFlags.ADDRESS, "127.0.0.1:" + port)
                        .with(KafkaFlags.TOPIC, "contract-" + topics++)
                        .with(KafkaFlags.WRITE_TIMEOUT, Duration.ofSeconds(3))
                        .with(KafkaFlags.AUTO_CREATE_TOPIC_DEFAULT_PARTITIONS, 1);
        return KafkaTopic.open(KafkaConfig.from(settings));
    }

    @Override
    public LogUnderTest open() throws IOException {
        KafkaTopic topic = topic();
        TailedLog log = topic.tail(0);
        KafkaAppender producer = topic.producer();
        return new LogUnderTest() {
            @Override
            public ReadableLog log() {
                return log;
            }

            @Override
            public void append(List<byte[]> payloads) throws IOException {
                producer.append(0, payloads);
            }

            @Override
            public void close() throws IOException {
                producer.close();
                log.close();
                topic.close();
            }
        };
    }
}
