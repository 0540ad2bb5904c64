// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.log.LogRecord;
import dev.hearth.log.ReadableLog;
import dev.hearth.testing.Seeded;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What every log keeps, whoever appends to it.
@ExtendWith(Seeded.class)
interface LogContract {

    /// A new log of one partition, and a way to append to it.
    LogUnderTest open() throws IOException;

    /// A log with those who append to it.
    interface LogUnderTest extends Closeable {

        ReadableLog log();

        /// Returns when they are durable.
        void append(List<byte[]> payloads) throws IOException;
    }

    private static byte[] payload(int number, int length) {
        byte[] payload = new byte[length + 1];
        Arrays.fill(payload, (byte) number);
        return payload;
    }

    @Test
    default void whatIsDurableIsReadFromAnyPositionInOrder(RandomGenerator random)
            throws IOException {
        try (LogUnderTest under = open()) {
            ReadableLog log = under.log();
            List<byte[]> appended = new ArrayList<>();
            while (appended.size() < 60) {
                List<byte[]> some = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(4); i++) {
                    some.add(payload(appended.size() + i, random.nextInt(3000)));
                }
                under.append(some);
                appended.addAll(some);
                log.refresh();
                assertThat(log.durableEnd()).isGreaterThanOrEqualTo(appended.size());
                long from = random.nextLong(log.durableEnd() + 1);
                checkFrom(log, from, 1 + random.nextInt(8000), appended);
            }
            checkFrom(log, 0, 1 << 20, appended);
        }
    }

    /// Reads to the end in pieces.
    private static void checkFrom(ReadableLog log, long from, int maxBytes, List<byte[]> appended)
            throws IOException {
        List<LogRecord> read = new ArrayList<>();
        long next = from;
        while (next < log.durableEnd()) {
            List<LogRecord> some = log.read(next, maxBytes);
            assertThat(some).isNotEmpty();
            long before = 0;
            for (LogRecord record : some) {
                assertThat(before).as("bytes before another is added").isLessThan(maxBytes);
                before += record.payload().length;
            }
            read.addAll(some);
            next = some.getLast().position() + 1;
        }
        assertThat(log.read(log.durableEnd(), maxBytes)).isEmpty();
        long millis = 0;
        long position = from - 1;
        int index = appended.size() - read.size();
        assertThat(index).isEqualTo((int) from);
        for (LogRecord record : read) {
            assertThat(record.position()).isGreaterThan(position);
            assertThat(record.appendMillis()).isGreaterThanOrEqualTo(millis);
            assertThat(record.payload()).isEqualTo(appended.get(index++));
            position = record.position();
            millis = record.appendMillis();
        }
    }

    @Test
    default void theSameTimesAreReadAgain() throws IOException {
        try (LogUnderTest under = open()) {
            for (int i = 0; i < 5; i++) {
                under.append(List.of(payload(i, 10)));
            }
            under.log().refresh();

            List<Long> first = times(under.log().read(0, 1 << 20));

            assertThat(first).hasSize(5);
            assertThat(first.getFirst()).isPositive();
            assertThat(times(under.log().read(0, 1 << 20))).isEqualTo(first);
            assertThat(times(under.log().read(3, 1 << 20))).isEqualTo(first.subList(3, 5));
        }
    }

    private static List<Long> times(List<LogRecord> records) {
        return records.stream().map(LogRecord::appendMillis).toList();
    }

    @Test
    default void whatIsTrimmedIsAnErrorAndTheRestIsThere() throws IOException {
        try (LogUnderTest under = open()) {
            ReadableLog log = under.log();
            for (int i = 0; i < 20; i++) {
                under.append(List.of(payload(i, 50)));
            }
            log.refresh();

            log.trim(12);
            log.trim(5);

            assertThat(log.start()).isBetween(1L, 12L);
            assertThat(log.durableEnd()).isEqualTo(20);
            assertThat(log.read(12, 1 << 20)).hasSize(8);
            assertThatThrownBy(() -> log.read(0, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was trimmed");
        }
    }

    @Test
    default void aPositionBehindTheEndIsTheCallersMistake() throws IOException {
        try (LogUnderTest under = open()) {
            under.append(List.of(payload(1, 1)));
            under.log().refresh();

            assertThatThrownBy(() -> under.log().read(2, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("position is 2 (expected at most 1");
        }
    }

    @Test
    default void advancingToWhereItIsAnywayDoesNothing() throws IOException {
        try (LogUnderTest under = open()) {
            under.append(List.of(payload(1, 1)));
            under.log().refresh();

            under.log().advanceTo(1);

            assertThat(under.log().durableEnd()).isEqualTo(1);
            assertThat(under.log().read(0, 10)).hasSize(1);
        }
    }
}
