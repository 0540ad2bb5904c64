// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.testing.CrashKind;
import dev.hearth.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class FileLogFaultsTest {

    private static final Path DIRECTORY = Path.of("/log");
    private static final Path FIRST = DIRECTORY.resolve("00000000000000000000.log");

    private SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));

    private FileLog open(long maxFileBytes) throws IOException {
        return FileLog.open(
                disk,
                new FileLogConfig(DIRECTORY, maxFileBytes, 10_000, 1_000),
                () -> Instant.ofEpochMilli(5));
    }

    private FileLog open() throws IOException {
        return open(1 << 20);
    }

    private static List<byte[]> payloads(int count, int length) {
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[length];
            java.util.Arrays.fill(payload, (byte) (i + 1));
            payloads.add(payload);
        }
        return payloads;
    }

    private void fill() throws IOException {
        try (FileLog log = open()) {
            for (int i = 0; i < 3; i++) {
                log.append(payloads(2, 10));
            }
        }
    }

    @Test
    void aLogCutShortAnywhereKeepsTheWholeRecordsBeforeTheCut() throws IOException {
        fill();
        long size = disk.size(FIRST);
        int frame = LogFormat.FRAME + 10;
        assertThat(size).isEqualTo(LogFormat.HEADER + 6L * frame);
        for (long length = size; length >= 0; length--) {
            disk.openForAppend(FIRST).truncate(length);

            try (FileLog log = open()) {
                long expected = Math.max(0, (length - LogFormat.HEADER) / frame);
                assertThat(log.durableEnd()).isEqualTo(expected);
                assertThat(log.read(0, 1_000)).hasSize((int) expected);
                log.append(payloads(1, 1));
                assertThat(log.durableEnd()).isEqualTo(expected + 1);
            }
            disk = new SimulatedDisk(new SplittableRandom(1));
            fill();
        }
    }

    @Test
    void damageBeforeTheLastGroupIsAnError() throws IOException {
        int lastGroup = LogFormat.HEADER + 4 * (LogFormat.FRAME + 10);
        for (int offset = LogFormat.HEADER; offset < lastGroup; offset++) {
            disk = new SimulatedDisk(new SplittableRandom(1));
            fill();
            disk.damage(FIRST, offset, disk.read(FIRST, offset, 1)[0] ^ 0x55);

            assertThatThrownBy(this::open)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining(FIRST.toString());
        }
    }

    @Test
    void damageInTheHeaderIsAnError() throws IOException {
        for (int offset = 0; offset < LogFormat.HEADER; offset++) {
            disk = new SimulatedDisk(new SplittableRandom(1));
            fill();
            disk.damage(FIRST, offset, disk.read(FIRST, offset, 1)[0] ^ 0x55);

            assertThatThrownBy(this::open).isInstanceOf(CorruptLogException.class);
        }
    }

    @Test
    void damageInAnEarlierFileIsAnErrorForWhoReadsIt() throws IOException {
        try (FileLog log = open(1)) {
            log.append(payloads(1, 10));
            log.append(payloads(1, 10));
        }
        disk.damage(FIRST, LogFormat.HEADER + LogFormat.FRAME + 3, 99);

        try (FileLog log = open(1)) {
            assertThat(log.read(1, 100)).hasSize(1);
            assertThatThrownBy(() -> log.read(0, 100))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessage(
                            "log file /log/00000000000000000000.log has bytes whose checksum differs at byte 60 (expected record 0)");
        }
    }

    @Test
    void aMissingFileInTheMiddleIsAnError() throws IOException {
        try (FileLog log = open(1)) {
            for (int i = 0; i < 4; i++) {
                log.append(payloads(1, 10));
            }
        }
        disk.delete(DIRECTORY.resolve(LogFormat.fileName(1)));

        assertThatThrownBy(() -> open(1))
                .isInstanceOf(CorruptLogException.class)
                .hasMessage(
                        "log file /log/00000000000000000002.log has file 00000000000000000000.log before it at byte 40 (expected file 00000000000000000001.log before it)");
    }

    @Test
    void aShortFileInTheMiddleIsAnError() throws IOException {
        try (FileLog log = open(1)) {
            log.append(payloads(1, 10));
            log.append(payloads(1, 10));
        }
        disk.openForAppend(FIRST).truncate(80);

        assertThatThrownBy(() -> open(1))
                .isInstanceOf(CorruptLogException.class)
                .hasMessage(
                        "log file /log/00000000000000000000.log has 80 bytes at byte 80 (expected 98 bytes)");
    }

    @Test
    void aFileOfAnotherLogIsAnError() throws IOException {
        fill();
        byte[] foreign = disk.read(FIRST);
        disk = new SimulatedDisk(new SplittableRandom(1));
        fill();
        disk.delete(FIRST);
        disk.create(FIRST).write(java.nio.ByteBuffer.wrap(foreign));

        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("another partition");
    }

    @Test
    void logFilesWithoutTheirPartitionAreAnError() throws IOException {
        fill();
        disk.delete(DIRECTORY.resolve("partition"));

        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("no file beside 00000000000000000000.log");
    }

    @Test
    void aPayloadThatLooksLikeALaterRecordDoesNotMakeATornTailAnError() throws IOException {
        LogFormat format = new LogFormat(new java.util.UUID(7, 7));
        java.nio.ByteBuffer fake =
                java.nio.ByteBuffer.allocate(38).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        format.putRecord(fake, 9, 5, 0, new byte[10]);
        try (FileLog log = open()) {
            log.append(List.of(new byte[10], fake.array()));
        }
        disk.damage(FIRST, LogFormat.HEADER + 3, 1);

        try (FileLog log = open()) {
            assertThat(log.durableEnd()).isZero();
        }
    }

    @Test
    void onAFullDiskAppendsAreRefusedReadsGoOnAndAllIsWellOnceThereIsRoom() throws IOException {
        for (int free = 0; free < 150; free++) {
            disk = new SimulatedDisk(new SplittableRandom(free));
            try (FileLog log = open(150)) {
                log.append(payloads(3, 10));
                disk.limitSpace(free);

                assertThatThrownBy(() -> log.append(payloads(5, 10)))
                        .isInstanceOf(LogUnavailableException.class)
                        .hasMessageStartingWith("disk is full");
                assertThat(log.durableEnd()).isEqualTo(3);
                assertThat(log.read(0, 1_000)).hasSize(3);

                disk.limitSpace(Long.MAX_VALUE);
                assertThat(log.append(payloads(1, 10)).getFirst().position()).isEqualTo(3);
            }
            disk.start(CrashKind.KEEPS_SOME);
            try (FileLog log = open(150)) {
                assertThat(log.durableEnd()).isEqualTo(4);
                assertThat(log.read(0, 1_000)).hasSize(4);
            }
        }
    }

    @Test
    void afterAForceThatFailedNothingIsTakenUntilTheLogIsOpenedAnew() throws IOException {
        try (FileLog log = open()) {
            log.append(payloads(1, 10));
            disk.failForces(true);
            assertThatThrownBy(() -> log.append(payloads(1, 10)))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessage(
                            "log failed and takes nothing until it is opened anew: Input/output error");
            disk.failForces(false);

            assertThatThrownBy(() -> log.append(payloads(1, 10)))
                    .isInstanceOf(LogUnavailableException.class);
            assertThat(log.durableEnd()).isEqualTo(1);
            assertThat(log.read(0, 100)).hasSize(1);
        }
        try (FileLog log = open()) {
            assertThat(log.append(payloads(1, 10))).hasSize(1);
        }
    }

    @Test
    void whatWaitsWhileTheDiskIsBusyBecomesDurableWithOneForce() throws Exception {
        try (FileLog log = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int before = disk.forces();
            disk.holdForces(true);
            List<Future<List<LogRecord>>> appends = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                appends.add(threads.submit(() -> log.append(payloads(1, 10))));
            }
            while (log.queuedBytes() < 1_000) {
                Thread.onSpinWait();
            }

            assertThatThrownBy(() -> log.append(payloads(1, 10)))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessage("1000 bytes wait to be written to the log (limit 1000)");

            disk.holdForces(false);
            for (Future<List<LogRecord>> append : appends) {
                assertThat(append.get()).hasSize(1);
            }
            assertThat(disk.forces() - before).isLessThanOrEqualTo(2);
            assertThat(log.read(0, 10_000)).hasSize(100);
        }
    }

    @Test
    void anInterruptedAppendThatStillWaitsIsTakenBack() throws Exception {
        try (FileLog log = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            disk.holdForces(true);
            Future<List<LogRecord>> first = threads.submit(() -> log.append(payloads(1, 10)));
            while (disk.size(FIRST) == LogFormat.HEADER) {
                Thread.onSpinWait();
            }
            List<Throwable> refused = new ArrayList<>();
            Thread second =
                    Thread.startVirtualThread(() -> {
                        try {
                            log.append(payloads(1, 20));
                        } catch (IOException e) {
                            refused.add(e);
                        }
                    });
            while (log.queuedBytes() < 30) {
                Thread.onSpinWait();
            }

            second.interrupt();
            second.join();
            disk.holdForces(false);

            assertThat(refused).singleElement().isInstanceOf(LogUnavailableException.class);
            assertThat(first.get()).hasSize(1);
            assertThat(log.durableEnd()).isEqualTo(1);
        }
    }

    @Test
    void closingWritesWhatWaits() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            FileLog log = open();
            disk.holdForces(true);
            List<Future<List<LogRecord>>> appends = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                appends.add(threads.submit(() -> log.append(payloads(1, 10))));
            }
            while (log.queuedBytes() < 100) {
                Thread.onSpinWait();
            }
            Future<?> closing =
                    threads.submit(() -> {
                        log.close();
                        return null;
                    });
            disk.holdForces(false);
            closing.get();

            for (Future<List<LogRecord>> append : appends) {
                assertThat(append.get()).hasSize(1);
            }
        }
        try (FileLog log = open()) {
            assertThat(log.durableEnd()).isEqualTo(10);
        }
    }
}
