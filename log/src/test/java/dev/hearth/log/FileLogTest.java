// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.disk.Disk;
import dev.hearth.disk.FileLockedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileLogTest {

    @TempDir Path directory;

    private long millis = 1_000;

    private final InstantSource clock = () -> Instant.ofEpochMilli(millis);

    private FileLog open(long maxFileBytes) throws IOException {
        return FileLog.open(
                Disk.real(), new FileLogConfig(directory, maxFileBytes, 1 << 20, 1 << 20), clock);
    }

    private FileLog open() throws IOException {
        return open(1 << 20);
    }

    private static List<byte[]> payloads(String... texts) {
        List<byte[]> payloads = new ArrayList<>();
        for (String text : texts) {
            payloads.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return payloads;
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
    void givesRecordsPositionsInOrderAndReadsThemBack() throws IOException {
        try (FileLog log = open()) {
            List<LogRecord> first = log.append(payloads("a", "b"));
            List<LogRecord> second = log.append(payloads("c"));

            assertThat(texts(first)).containsExactly("0 a", "1 b");
            assertThat(texts(second)).containsExactly("2 c");
            assertThat(log.durableEnd()).isEqualTo(3);
            assertThat(texts(log.read(0, 1000))).containsExactly("0 a", "1 b", "2 c");
            assertThat(texts(log.read(1, 1))).containsExactly("1 b");
            assertThat(log.read(3, 1000)).isEmpty();
        }
    }

    @Test
    void isTheSameLogWhenOpenedAgain() throws IOException {
        String partition;
        try (FileLog log = open()) {
            partition = log.partition();
            log.append(payloads("a", "b"));
        }

        try (FileLog log = open()) {
            assertThat(log.partition()).isEqualTo(partition);
            log.append(payloads("c"));
            assertThat(texts(log.read(0, 1000))).containsExactly("0 a", "1 b", "2 c");
        }
    }

    @Test
    void beginsANewFileAtTheSizeAndReadsAcross() throws IOException {
        try (FileLog log = open(100)) {
            for (int i = 0; i < 20; i++) {
                log.append(payloads("record number " + i));
            }

            assertThat(Disk.real().list(directory).stream().filter(n -> n.endsWith(".log")))
                    .hasSizeGreaterThan(5);
            assertThat(log.read(0, 10_000)).hasSize(20);
            assertThat(texts(log.read(7, 31)))
                    .containsExactly("7 record number 7", "8 record number 8", "9 record number 9");
        }
        try (FileLog log = open(100)) {
            assertThat(log.durableEnd()).isEqualTo(20);
            assertThat(log.read(0, 10_000)).hasSize(20);
        }
    }

    @Test
    void trimsWholeFilesBelowAPosition() throws IOException {
        try (FileLog log = open(100)) {
            for (int i = 0; i < 20; i++) {
                log.append(payloads("record number " + i));
            }

            log.trim(11);

            assertThat(log.start()).isBetween(6L, 11L);
            assertThat(texts(log.read(log.start(), 1)))
                    .containsExactly(log.start() + " record number " + log.start());
            assertThatThrownBy(() -> log.read(0, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was trimmed");
        }
        try (FileLog log = open(100)) {
            assertThat(log.start()).isBetween(6L, 11L);
            assertThat(log.durableEnd()).isEqualTo(20);
        }
    }

    @Test
    void neverTrimsTheFileInUse() throws IOException {
        try (FileLog log = open()) {
            log.append(payloads("a"));

            log.trim(1);

            assertThat(texts(log.read(0, 1))).containsExactly("0 a");
        }
    }

    @Test
    void goesOnAtAHigherPositionWhenStorageHoldsMore() throws IOException {
        try (FileLog log = open()) {
            log.append(payloads("a"));

            log.advanceTo(50);

            assertThat(log.start()).isEqualTo(50);
            assertThat(log.durableEnd()).isEqualTo(50);
            assertThat(texts(log.append(payloads("b")))).containsExactly("50 b");
        }
        try (FileLog log = open()) {
            log.advanceTo(20);
            assertThat(log.start()).isEqualTo(50);
            assertThat(texts(log.read(50, 100))).containsExactly("50 b");
        }
    }

    @Test
    void timesNeverFallEvenAcrossFilesAndRestarts() throws IOException {
        try (FileLog log = open(1)) {
            log.append(payloads("a"));
            millis = 500;
            assertThat(log.append(payloads("b")).getFirst().appendMillis()).isEqualTo(1_000);
        }
        millis = 10;
        try (FileLog log = open(1)) {
            assertThat(log.append(payloads("c")).getFirst().appendMillis()).isEqualTo(1_000);
            millis = 2_000;
            assertThat(log.append(payloads("d")).getFirst().appendMillis()).isEqualTo(2_000);
        }
    }

    @Test
    void refusesASecondOwnerOfTheFolder() throws IOException {
        try (FileLog log = open()) {
            assertThat(log.durableEnd()).isZero();
            assertThatThrownBy(this::open).isInstanceOf(FileLockedException.class);
        }
        open().close();
    }

    @Test
    void refusesAppendsOnceClosed() throws IOException {
        FileLog log = open();
        log.close();

        assertThatThrownBy(() -> log.append(payloads("a")))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessage("log is closed");
    }

    @Test
    void takesARecordLargerThanAGroupAndThanTheQueue() throws IOException {
        byte[] large = new byte[3 << 20];
        large[large.length - 1] = 7;
        try (FileLog log = open()) {
            log.append(List.of(large));

            assertThat(log.read(0, 1).getFirst().payload()).isEqualTo(large);
        }
        try (FileLog log = open()) {
            assertThat(log.read(0, 1).getFirst().payload()).isEqualTo(large);
        }
    }

    @Test
    void thousandsOfVirtualThreadsAppendTogether() throws Exception {
        List<Future<Long>> positions = new ArrayList<>();
        try (FileLog log = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5_000; i++) {
                byte[] payload = ("from thread " + i).getBytes(StandardCharsets.UTF_8);
                positions.add(
                        threads.submit(() -> log.append(List.of(payload)).getFirst().position()));
            }
            List<LogRecord> records = new ArrayList<>();
            for (Future<Long> position : positions) {
                position.get();
            }
            while (records.size() < 5_000) {
                records.addAll(log.read(records.size(), 10_000));
            }
            for (int i = 0; i < 5_000; i++) {
                int at = Math.toIntExact(positions.get(i).get());
                assertThat(new String(records.get(at).payload(), StandardCharsets.UTF_8))
                        .isEqualTo("from thread " + i);
            }
        }
    }
}
