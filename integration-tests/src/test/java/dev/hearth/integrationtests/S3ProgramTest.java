// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.testing.Fault;
import dev.hearth.testing.FaultyProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program over a store of S3.
final class S3ProgramTest {

    private static final Map<String, String> LABELS =
            Map.of("__name__", "process_cpu", "service_name", "remote");

    /// Nothing waits for an answer that comes so late.
    private static final Fault LATE = new Fault.Delay(Duration.ofMinutes(10));

    private static PartProcess server;

    private final Instant time = Instant.now().minus(Duration.ofMinutes(5));

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("data/" + MinioServer.BUCKET));
        server = MinioServer.start(folder);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String[] flags(int port, String... more) {
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "-self-profiling.disable-push=true",
                                "-storage.backend=s3",
                                "-storage.s3.endpoint=127.0.0.1:" + port,
                                "-storage.s3.insecure=true",
                                "-storage.s3.bucket-name=" + MinioServer.BUCKET,
                                "-storage.s3.access-key-id=" + MinioServer.ACCESS_KEY,
                                "-storage.s3.secret-access-key=" + MinioServer.SECRET_KEY));
        flags.addAll(List.of(more));
        return flags.toArray(String[]::new);
    }

    private void push(Api api, String leaf, long value) throws IOException {
        assertThat(
                        api.pushReply(LABELS, Pprofs.of(time, "main;" + leaf, value), "id-" + leaf)
                                .statusCode())
                .isEqualTo(200);
    }

    /// The store is back; a try that is under way may still meet it without.
    private static void flush(Api api) throws IOException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        int status = api.send("/ingester/flush", "", new byte[0]).statusCode();
        while (status != 200 && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            status = api.send("/ingester/flush", "", new byte[0]).statusCode();
        }
        assertThat(status).isEqualTo(200);
    }

    private static Map<String, Long> self(Api api) throws IOException {
        Map<String, Long> self = api.selfByFunction(Api.CPU, "{service_name=\"remote\"}");
        self.values().removeIf(value -> value == 0);
        return self;
    }

    @Test
    void keepsWhatItAckedWhileTheStoreComesAndGoes(@TempDir Path folder) throws IOException {
        try (FaultyProxy proxy = new FaultyProxy(server.address())) {
            String[] flags =
                    flags(
                            proxy.port(),
                            "-storage.prefix=one/installation",
                            "-storage.s3.max-retries=1");
            try (HearthProcess hearth = HearthProcess.start(folder, flags);
                    Api api = new Api(hearth.uri())) {
                push(api, "before", 1_000);
                assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode())
                        .isEqualTo(200);
                proxy.setDown(true);
                push(api, "without", 2_000);
                assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode())
                        .isEqualTo(503);
                proxy.setDown(false);
                flush(api);
                assertThat(self(api)).isEqualTo(Map.of("before", 1_000L, "without", 2_000L));
                hearth.kill();
            }
            try (HearthProcess hearth = HearthProcess.start(folder, flags);
                    Api api = new Api(hearth.uri())) {
                assertThat(self(api)).isEqualTo(Map.of("before", 1_000L, "without", 2_000L));
                assertThat(api.send("/metrics", "", null).body())
                        .contains("hearth_objstore_bucket_operations_total{operation=\"get");
            }
        }
    }

    @Test
    void aStoreThatHangsDoesNotKeepItFromItsEndAndNothingIsLost(@TempDir Path folder)
            throws IOException {
        try (FaultyProxy proxy = new FaultyProxy(server.address())) {
            String[] flags = flags(proxy.port(), "-storage.prefix=hanging", "-shutdown-timeout=3s");
            try (HearthProcess hearth = HearthProcess.start(folder, flags);
                    Api api = new Api(hearth.uri())) {
                push(api, "hangs", 3_000);
                proxy.plan(100, line -> line.contains("segments"), LATE);

                assertThat(hearth.terminate()).isEqualTo(1);

                assertThat(hearth.output())
                        .anyMatch(line -> line.contains("longer than 3.0 s (-shutdown-timeout)"));
            }
        }
        try (HearthProcess hearth =
                        HearthProcess.start(
                                folder,
                                flags(server.address().getPort(), "-storage.prefix=hanging"));
                Api api = new Api(hearth.uri())) {
            assertThat(self(api)).isEqualTo(Map.of("hangs", 3_000L));
            assertThat(hearth.terminate()).isZero();
        }
    }

    @Test
    void doesNotStartOverAStoreThatRefusesIt(@TempDir Path folder) {
        assertThatThrownBy(() ->
                        HearthProcess.start(
                                        folder,
                                        flags(
                                                server.address().getPort(),
                                                "-storage.s3.bucket-name=no-such-bucket"))
                                .close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "object store failed when it was tried at the start: bucket \"no-such-bucket\"")
                .hasMessageContaining("NoSuchBucket");
    }
}
