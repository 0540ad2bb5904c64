// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store's folder is taken away from a running process, and given back.
final class StoreOutageTest {

    private static final String[] FLAGS = {
        "-self-profiling.disable-push=true",
        "-ingester.max-segment-age=300ms",
        "-ingester.max-head-bytes=400KB",
        "-ingester.max-memory-bytes=2MB"
    };

    private final Instant time = Instant.now().minus(Duration.ofMinutes(5));
    private final Map<String, Long> acked = new TreeMap<>();

    @Test
    void refusesWithRetryAfterWhenMemoryIsFullAndKeepsEverythingAcked(@TempDir Path folder)
            throws IOException {
        Path data = folder.resolve("data");
        Path store = folder.resolve("store");
        String[] flags = withStore(store);
        try (HearthProcess hearth = HearthProcess.start(data, flags);
                Api api = new Api(hearth.uri())) {
            assertThat(push(api, 0).statusCode()).isEqualTo(200);
            assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode()).isEqualTo(200);
            Path away = folder.resolve("away");
            Files.move(store, away);
            Files.createFile(store);

            HttpResponse<String> refusal = pushUntilRefused(api);
            assertThat(refusal.statusCode()).isEqualTo(503);
            assertThat(refusal.headers().firstValue("Retry-After")).isPresent();
            assertThat(refusal.body()).contains("profile could not be made durable");
            HttpResponse<String> ready = api.send("/ready", "", null);
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("ingester not ready: segments cannot be committed");
            assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode()).isEqualTo(503);

            Files.delete(store);
            Files.move(away, store);
            flush(api);
            assertThat(api.send("/ready", "", null).statusCode()).isEqualTo(200);
            assertThat(push(api, 1_000_000).statusCode()).isEqualTo(200);
            assertSeen(api);
            hearth.kill();
        }
        try (HearthProcess hearth = HearthProcess.start(data, flags);
                Api api = new Api(hearth.uri())) {
            assertSeen(api);
        }
    }

    @Test
    void stopsWithoutItsStoreAndLosesNothing(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("data");
        Path store = folder.resolve("store");
        String[] flags = withStore(store);
        Path away = folder.resolve("away");
        try (HearthProcess hearth = HearthProcess.start(data, flags);
                Api api = new Api(hearth.uri())) {
            Files.move(store, away);
            Files.createFile(store);
            assertThat(push(api, 0).statusCode()).isEqualTo(200);
            assertThat(hearth.terminate()).isZero();
        }
        Files.delete(store);
        Files.move(away, store);
        try (HearthProcess hearth = HearthProcess.start(data, flags);
                Api api = new Api(hearth.uri())) {
            assertSeen(api);
        }
    }

    private static String[] withStore(Path store) {
        String[] flags = java.util.Arrays.copyOf(FLAGS, FLAGS.length + 1);
        flags[FLAGS.length] = "-storage.filesystem.dir=" + store;
        return flags;
    }

    /// The folder is back; a try that is under way may still meet it without.
    private static void flush(Api api) throws IOException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        int status = api.send("/ingester/flush", "", new byte[0]).statusCode();
        while (status != 200 && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            status = api.send("/ingester/flush", "", new byte[0]).statusCode();
        }
        assertThat(status).isEqualTo(200);
    }

    private HttpResponse<String> pushUntilRefused(Api api) throws IOException {
        for (int i = 1; i < 100_000; i++) {
            HttpResponse<String> reply = push(api, i);
            if (reply.statusCode() != 200) {
                return reply;
            }
        }
        throw new AssertionError("nothing was refused");
    }

    private HttpResponse<String> push(Api api, int i) throws IOException {
        StringBuilder stack = new StringBuilder("main");
        for (int depth = 0; depth < 50; depth++) {
            stack.append(";f").append(i).append('_').append(depth);
        }
        stack.append(";leaf").append(i);
        HttpResponse<String> reply =
                api.pushReply(
                        Map.of("__name__", "process_cpu", "service_name", "outage"),
                        Pprofs.of(time, stack.toString(), 1_000L + i),
                        "id-" + i);
        if (reply.statusCode() == 200) {
            acked.put("leaf" + i, 1_000L + i);
        }
        return reply;
    }

    private void assertSeen(Api api) throws IOException {
        Map<String, Long> self = api.selfByFunction(Api.CPU, "{service_name=\"outage\"}");
        self.values().removeIf(value -> value == 0);
        assertThat(self).isEqualTo(acked);
    }
}
