// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.log.LogRecord;
import dev.hearth.log.LogRefusedException;
import dev.hearth.log.LogUnavailableException;
import dev.hearth.log.TailedLog;
import dev.hearth.testing.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong with a real broker.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KafkaFaultsTest {

    private KafkaBroker broker;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        broker = KafkaBroker.start(folder);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(List<LogRecord> records) {
        return records.stream()
                .map(record -> new String(record.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<LogRecord> all(TailedLog log) throws IOException {
        log.refresh();
        List<LogRecord> all = new ArrayList<>();
        long next = log.start();
        while (next < log.durableEnd()) {
            List<LogRecord> some = log.read(next, 1 << 20);
            if (some.isEmpty()) {
                break;
            }
            all.addAll(some);
            next = some.getLast().position() + 1;
        }
        return all;
    }

    private static void append(KafkaAppender producer, String text) throws IOException {
        producer.append(0, List.of(bytes(text)));
    }

    /// Appends until Kafka takes it again.
    private static void appendAtLast(KafkaAppender producer, String text) throws IOException {
        for (int i = 0; i < 20; i++) {
            try {
                append(producer, text);
                return;
            } catch (LogUnavailableException e) {
                assertThat(i).as("tries").isLessThan(19);
            }
        }
    }

    @Test
    void aBrokerThatIsPausedRefusesWithinTheTimeoutAndABoundedMemory() throws Exception {
        KafkaConfig config =
                KafkaConfig.from(
                        TestTopics.settings(broker, "paused", 1)
                                .with(KafkaFlags.PRODUCER_MAX_RECORD_SIZE_BYTES, 100_000)
                                .with(KafkaFlags.PRODUCER_MAX_BUFFERED_BYTES, 300_000L));
        try (KafkaTopic topic = KafkaTopic.open(config);
                TailedLog log = topic.tail(0);
                KafkaAppender producer = topic.producer();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            append(producer, "before");
            broker.pause();
            Set<String> acked = ConcurrentHashMap.newKeySet();
            acked.add("before");
            AtomicInteger refused = new AtomicInteger();
            try {
                long started = System.nanoTime();
                List<Future<Void>> pushes = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    String text = "%03d".formatted(i) + "x".repeat(50_000);
                    pushes.add(
                            threads.submit(() -> {
                                append(producer, text);
                                acked.add(text);
                                return null;
                            }));
                }
                assertThat(producer.bufferedBytes()).isLessThanOrEqualTo(301_000);
                for (Future<Void> push : pushes) {
                    assertThatThrownBy(() -> push.get(20, TimeUnit.SECONDS))
                            .isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(LogUnavailableException.class);
                    refused.incrementAndGet();
                }
                assertThat(Duration.ofNanos(System.nanoTime() - started))
                        .isLessThan(Duration.ofSeconds(15));
                assertThatThrownBy(log::refresh).isInstanceOf(IOException.class);
            } finally {
                broker.resume();
            }
            appendAtLast(producer, "after");

            assertThat(refused).hasValue(20);
            assertThat(producer.failures()).isGreaterThanOrEqualTo(20);
            assertThat(texts(all(log))).containsAll(acked).contains("after");
            assertThat(producer.bufferedBytes()).isZero();
        }
    }

    @Test
    void whatWasAcknowledgedIsThereOnceAfterTheBrokerWasKilledAndStartedAnew() throws IOException {
        try (KafkaTopic topic = KafkaTopic.open(TestTopics.config(broker, "killed", 1));
                TailedLog log = topic.tail(0);
                KafkaAppender producer = topic.producer()) {
            List<String> acked = new ArrayList<>();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 50; i++) {
                    String text = "record %d of round %d".formatted(i, round);
                    appendAtLast(producer, text);
                    acked.add(text);
                }
                if (round == 0) {
                    broker.kill();
                    assertThatThrownBy(() -> append(producer, "lost"))
                            .isInstanceOf(LogUnavailableException.class);
                    broker.restart();
                }
            }

            List<String> found = new ArrayList<>(texts(all(log)));

            found.remove("lost"); // its fate is not known
            assertThat(found).hasSameSizeAs(new TreeSet<>(found)).containsAll(acked);
            assertThat(topic.partition(0)).isEqualTo(log.partition());
        }
    }

    @Test
    void aTopicThatIsMadeAnewIsRefusedByThoseWhoHadTheOld() throws Exception {
        KafkaConfig config = TestTopics.config(broker, "anew", 1);
        try (KafkaTopic topic = KafkaTopic.open(config);
                TailedLog log = topic.tail(0);
                KafkaAppender producer = topic.producer();
                Admin admin = admin()) {
            append(producer, "old");
            assertThat(all(log)).hasSize(1);
            admin.deleteTopics(Set.of("anew")).all().get(10, TimeUnit.SECONDS);
            try (KafkaTopic other = openAtLast(config);
                    KafkaAppender another = other.producer()) {
                append(another, "new");
                assertThat(other.id()).isNotEqualTo(topic.id());
                assertThat(other.partition(0)).isNotEqualTo(log.partition());

                assertThatThrownBy(log::refresh)
                        .isInstanceOf(LogRefusedException.class)
                        .hasMessageContaining("was made anew");
                assertThatThrownBy(() -> log.read(0, 1)).isInstanceOf(LogRefusedException.class);
                assertThatThrownBy(() -> append(producer, "more"))
                        .isInstanceOf(LogRefusedException.class);
            }
        }
    }

    private static KafkaTopic openAtLast(KafkaConfig config) throws IOException {
        IOException last = new IOException("never tried");
        for (int i = 0; i < 20; i++) {
            try {
                return KafkaTopic.open(config);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    @Test
    void recordsThatSomebodyDeletedAreTrimmedNotSkipped() throws Exception {
        try (KafkaTopic topic = KafkaTopic.open(TestTopics.config(broker, "deleted", 1));
                TailedLog log = topic.tail(0);
                KafkaAppender producer = topic.producer();
                Admin admin = admin()) {
            for (int i = 0; i < 10; i++) {
                append(producer, "r" + i);
            }
            assertThat(all(log)).hasSize(10);
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition("deleted", 0),
                                    RecordsToDelete.beforeOffset(4)))
                    .all()
                    .get(10, TimeUnit.SECONDS);

            assertThatThrownBy(() -> log.read(2, 100))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was trimmed");
            assertThat(log.start()).isEqualTo(4);
            assertThat(texts(log.read(4, 3))).containsExactly("r4", "r5");
        }
    }

    @Test
    void trimsOnlyUpToTheEndAndNeverBack() throws IOException {
        try (KafkaTopic topic = KafkaTopic.open(TestTopics.config(broker, "trimmed", 1));
                TailedLog log = topic.tail(0);
                KafkaAppender producer = topic.producer()) {
            producer.append(0, List.of(bytes("a"), bytes("b"), bytes("c")));
            log.refresh();

            log.trim(2);
            log.trim(1);

            assertThat(log.start()).isEqualTo(2);
            assertThat(texts(all(log))).containsExactly("c");
            log.trim(99);
            assertThat(log.start()).isEqualTo(3);
            assertThat(log.durableEnd()).isEqualTo(3);
            assertThat(log.read(3, 1)).isEmpty();
        }
    }

    @Test
    void aLogThatEndsBelowWhatStorageHasIsRefused() throws IOException {
        try (KafkaTopic topic = KafkaTopic.open(TestTopics.config(broker, "short", 1));
                TailedLog log = topic.tail(0);
                KafkaAppender producer = topic.producer()) {
            append(producer, "a");

            log.advanceTo(1);

            assertThatThrownBy(() -> log.advanceTo(2))
                    .isInstanceOf(LogRefusedException.class)
                    .hasMessageContaining("ends at 1 (expected at least 2");
        }
    }

    @Test
    void aTopicThatKafkaWouldEmptyByItselfIsRefusedWithWhatToSet() throws Exception {
        KafkaConfig config = TestTopics.config(broker, "retained", 1);
        try (KafkaTopic topic = KafkaTopic.open(config)) {
            assertThat(topic.partitions()).isEqualTo(1);
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "retained");
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    resource,
                                    List.of(
                                            set("retention.ms", "86400000"),
                                            set("message.timestamp.type", "CreateTime"))))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        }

        assertThatThrownBy(() -> KafkaTopic.open(config).close())
                .isInstanceOf(LogRefusedException.class)
                .hasMessageContaining("retention.ms is 86400000 (expected -1)")
                .hasMessageContaining("--add-config retention.ms=-1,")
                .hasMessageContaining("message.timestamp.type=LogAppendTime");
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    @Test
    void aTopicIsNotMadeUnlessThatIsAllowed() {
        KafkaConfig config =
                KafkaConfig.from(
                        TestTopics.settings(broker, "missing", 1)
                                .with(KafkaFlags.AUTO_CREATE_TOPIC_ENABLED, false));

        assertThatThrownBy(() -> KafkaTopic.open(config).close())
                .isInstanceOf(LogRefusedException.class)
                .hasMessageContaining("topic \"missing\" does not exist");
    }

    @Test
    void aRecordThatIsTooLargeIsRefusedWithTheFlag() throws IOException {
        KafkaConfig config =
                KafkaConfig.from(
                        TestTopics.settings(broker, "large", 1)
                                .with(KafkaFlags.PRODUCER_MAX_RECORD_SIZE_BYTES, 3_000_000));
        try (KafkaTopic topic = KafkaTopic.open(config);
                TailedLog log = topic.tail(0);
                KafkaAppender producer = topic.producer()) {
            producer.append(0, List.of(new byte[3_000_000]));

            assertThatThrownBy(() -> producer.append(0, List.of(new byte[3_000_001])))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("-ingest-storage.kafka.producer-max-record-size-bytes");
            assertThat(all(log)).hasSize(1);
            assertThat(producer.bufferedBytes()).isZero();
        }
    }

    @Test
    void manyWhoAskForTheEndGetOneThatIsNotOlderThanTheyAre() throws Exception {
        try (KafkaTopic topic = KafkaTopic.open(TestTopics.config(broker, "asked", 4));
                KafkaAppender producer = topic.producer();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<TailedLog> logs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                logs.add(topic.tail(i));
            }
            List<Future<Integer>> clients =
                    IntStream.range(0, 16)
                            .mapToObj(client ->
                                    threads.submit(() -> {
                                        int own = 0;
                                        for (int i = 0; i < 20; i++) {
                                            TailedLog log = logs.get(client % 4);
                                            producer.append(client % 4, List.of(bytes("x")));
                                            own++;
                                            log.refresh();
                                            assertThat(log.durableEnd())
                                                    .isGreaterThanOrEqualTo(own);
                                        }
                                        return own;
                                    }))
                            .toList();
            for (Future<Integer> client : clients) {
                assertThat(client.get(60, TimeUnit.SECONDS)).isEqualTo(20);
            }
            for (TailedLog log : logs) {
                assertThat(all(log)).hasSize(80);
                log.close();
            }
        }
    }

    @Test
    void aProcessThatStartsWhileKafkaIsAwayRefusesAndThenFindsIt() throws IOException {
        broker.stop();
        try (KafkaLog log = new KafkaLog(TestTopics.config(broker, "late", 1))) {
            assertThatThrownBy(() -> log.append(0, List.of(bytes("a"))))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> log.append(0, List.of(bytes("a"))))
                    .isInstanceOf(LogUnavailableException.class);
            broker.restart();

            assertThat(log.open().partitions()).isEqualTo(1);
            assertThat(log.partitions()).isEqualTo(1);
            log.append(0, List.of(bytes("a")));
            assertThat(log.appends()).isEqualTo(1);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.address()));
    }
}
