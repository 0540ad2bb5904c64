// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.log.LogRecord;
import dev.hearth.log.TailedLog;
import dev.hearth.testing.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KafkaTopicTest {

    private KafkaBroker broker;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        broker = KafkaBroker.start(folder);
    }

    @AfterAll
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(List<LogRecord> records) {
        return records.stream()
                .map(record ->
                        record.position()
                                + " "
                                + new String(record.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatIsAcknowledgedIsReadAtOnce() throws IOException {
        try (KafkaTopic topic = KafkaTopic.open(TestTopics.config(broker, "first", 2));
                TailedLog log = topic.tail(1);
                KafkaAppender producer = topic.producer()) {
            assertThat(topic.partitions()).isEqualTo(2);
            producer.append(1, List.of(bytes("a"), bytes("b")));
            producer.append(0, List.of(bytes("elsewhere")));
            assertThat(log.durableEnd()).isZero();

            log.refresh();

            assertThat(log.durableEnd()).isEqualTo(2);
            assertThat(texts(log.read(0, 1000))).containsExactly("0 a", "1 b");
            assertThat(log.read(2, 1000)).isEmpty();
            producer.append(1, List.of(bytes("c")));
            log.await(2, 10_000_000_000L);
            assertThat(log.durableEnd()).isEqualTo(3);
            assertThat(texts(log.read(2, 1000))).containsExactly("2 c");
            assertThat(texts(log.read(1, 1))).containsExactly("1 b");
            assertThat(texts(log.read(0, 1))).containsExactly("0 a");
        }
    }
}
