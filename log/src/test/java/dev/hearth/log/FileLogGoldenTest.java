// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.disk.DiskFile;
import dev.hearth.testing.SimulatedDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Version 1 stays what it is: the files were checked in once and are never made anew.
final class FileLogGoldenTest {

    private static final Path DIRECTORY = Path.of("/log");
    private static final List<String> FILES =
            List.of("00000000000000000000.log", "00000000000000000002.log");

    private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));

    private static byte[] golden(String name) throws IOException {
        try (InputStream in =
                FileLogGoldenTest.class.getResourceAsStream("/golden/log-v1/" + name)) {
            assertThat(in).isNotNull();
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    private void put(String name, byte[] bytes) throws IOException {
        disk.createDirectories(DIRECTORY);
        try (DiskFile file = disk.create(DIRECTORY.resolve(name))) {
            file.write(ByteBuffer.wrap(bytes));
        }
    }

    private FileLog open() throws IOException {
        return FileLog.open(
                disk,
                new FileLogConfig(DIRECTORY, 100, 1_000, 1_000),
                () -> Instant.ofEpochMilli(1_700_000_000_000L));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesTheBytesThatWereCheckedIn() throws IOException {
        put("partition", golden("partition"));
        try (FileLog log = open()) {
            log.append(List.of(bytes("hello"), bytes("world")));
            log.append(List.of(bytes("again")));
        }

        for (String name : FILES) {
            assertThat(disk.read(DIRECTORY.resolve(name))).isEqualTo(golden(name));
        }
    }

    @Test
    void readsTheBytesThatWereCheckedIn() throws IOException {
        put("partition", golden("partition"));
        for (String name : FILES) {
            put(name, golden(name));
        }

        try (FileLog log = open()) {
            assertThat(log.partition()).isEqualTo("01234567-89ab-cdef-0123-456789abcdef");
            assertThat(
                            log.read(0, 100).stream()
                                    .map(r -> new String(r.payload(), StandardCharsets.UTF_8)))
                    .containsExactly("hello", "world", "again");
            assertThat(log.read(2, 1).getFirst().appendMillis()).isEqualTo(1_700_000_000_000L);
        }
    }
}
