// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// What a log is put through in crash tests, and what was promised on the way.
final class LogWorkload {

    static final Path DIRECTORY = Path.of("/data/log");

    private final SimulatedDisk disk;
    private final RandomGenerator random = new SplittableRandom(42);
    private long millis = 1_000_000;
    private int lastPayload;

    /// Number of the payload by position.
    private final TreeMap<Long, Integer> acked = new TreeMap<>();

    /// Positions below were given up.
    private long floor;

    private String partition = "";

    LogWorkload(SimulatedDisk disk) {
        this.disk = disk;
    }

    FileLog open() throws IOException {
        FileLog log =
                FileLog.open(
                        disk,
                        new FileLogConfig(DIRECTORY, 3_000, 10_000, 100_000),
                        () -> Instant.ofEpochMilli(millis));
        if (!partition.isEmpty()) {
            assertThat(log.partition()).isEqualTo(partition);
        }
        partition = log.partition();
        return log;
    }

    /// Appends, rolls, trims, reopens and advances, always the same way, until it is through or the
    /// power goes off.
    void run() throws IOException {
        try (FileLog log = open()) {
            append(log, 1);
            append(log, 3);
            append(log, 1);
            append(log, 4);
            append(log, 2);
            trim(log, 3);
            append(log, 6);
        }
        try (FileLog log = open()) {
            append(log, 1);
            trim(log, log.durableEnd());
            append(log, 5);
            advance(log, log.durableEnd() + 100);
            append(log, 2);
            append(log, 3);
        }
        try (FileLog log = open()) {
            append(log, 2);
            advance(log, log.durableEnd() + 1);
        }
        try (FileLog log = open()) {
            append(log, 3);
        }
    }

    void append(FileLog log, int count) throws IOException {
        millis += random.nextInt(-20, 50);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[4 + random.nextInt(1_200)];
            random.nextBytes(payload);
            ByteBuffer.wrap(payload).putInt(lastPayload + 1 + i);
            payloads.add(payload);
        }
        int first = lastPayload + 1;
        lastPayload += count;
        for (LogRecord record : log.append(payloads)) {
            assertThat(acked).doesNotContainKey(record.position());
            acked.put(record.position(), first++);
        }
    }

    private void trim(FileLog log, long position) throws IOException {
        floor = Math.max(floor, position);
        log.trim(position);
    }

    private void advance(FileLog log, long position) throws IOException {
        floor = Math.max(floor, position);
        log.advanceTo(position);
    }

    /// Checks that a log keeps what was promised, to those who appended and to those who read.
    void check(FileLog log) throws IOException {
        assertThat(log.start()).isLessThanOrEqualTo(Math.max(floor, log.durableEnd()));
        if (!acked.isEmpty()) {
            assertThat(log.durableEnd()).isGreaterThan(acked.lastKey());
        }
        TreeMap<Long, Integer> found = new TreeMap<>();
        Set<Integer> once = new HashSet<>();
        long at = log.start();
        long time = 0;
        while (at < log.durableEnd()) {
            for (LogRecord record : log.read(at, 1_000)) {
                assertThat(record.position()).isEqualTo(at++);
                assertThat(record.appendMillis()).isGreaterThanOrEqualTo(time);
                time = record.appendMillis();
                int payload = ByteBuffer.wrap(record.payload()).getInt();
                assertThat(payload).isBetween(1, lastPayload);
                assertThat(once.add(payload)).isTrue();
                found.put(record.position(), payload);
            }
        }
        assertThat(found).containsAllEntriesOf(acked.tailMap(floor));
        found.forEach((position, payload) ->
                assertThat(acked.getOrDefault(position, payload)).isEqualTo(payload));
        // Whoever read a record relies on it from now on.
        acked.putAll(found);
    }
}
