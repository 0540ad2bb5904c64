// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.log.ReadableLog;
import dev.hearth.log.TailedLog;
import dev.hearth.testing.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KafkaLogContractTest implements LogContract {

    private KafkaBroker broker;
    private int topics;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        broker = KafkaBroker.start(folder);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @Override
    public LogUnderTest open() throws IOException {
        KafkaTopic topic = KafkaTopic.open(TestTopics.config(broker, "contract-" + topics++, 1));
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
