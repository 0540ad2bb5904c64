// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGKILL while two tenants upload text, which carries no id: what was acked is there exactly once
/// and only for its tenant, the rest at most once.
final class TenantsCrashTest {

    private static final int KILLS = 10;
    private static final int PUSHERS = 2;
    private static final String SELECTOR = "{service_name=\"crash\"}";

    private final Instant time = Instant.now().minus(Duration.ofMinutes(5));
    private final List<Uploads> tenants = List.of(new Uploads("red"), new Uploads("blue"));

    /// What one tenant has sent.
    private static final class Uploads {
        final String tenant;
        final AtomicInteger next = new AtomicInteger();
        final Set<Integer> acked = ConcurrentHashMap.newKeySet();

        Uploads(String tenant) {
            this.tenant = tenant;
        }

        String function(int i) {
            return tenant + i;
        }
    }

    @Test
    void everyAckedUploadIsThereExactlyOnceAndForItsTenantOnly(@TempDir Path data)
            throws IOException {
        for (int kill = 0; kill < KILLS; kill++) {
            try (HearthProcess hearth = start(data)) {
                List<Thread> pushers = new ArrayList<>();
                for (int i = 0; i < PUSHERS; i++) {
                    for (Uploads uploads : tenants) {
                        pushers.add(Thread.ofVirtual().start(() -> upload(hearth.uri(), uploads)));
                    }
                }
                LockSupport.parkNanos(
                        Duration.ofMillis(ThreadLocalRandom.current().nextInt(200, 1_000))
                                .toNanos());
                hearth.kill();
                for (Thread pusher : pushers) {
                    join(pusher);
                }
            }
        }
        try (HearthProcess hearth = start(data)) {
            verifyAll(hearth.uri());
            try (Api api = new Api(hearth.uri(), "red")) {
                assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode())
                        .isEqualTo(200);
            }
            verifyAll(hearth.uri());
        }
    }

    private static HearthProcess start(Path data) throws IOException {
        return HearthProcess.start(
                data,
                "-auth.multitenancy-enabled=true",
                "-self-profiling.disable-push=true",
                "-ingester.max-segment-age=300ms");
    }

    private void upload(URI uri, Uploads uploads) {
        try (Api api = new Api(uri, uploads.tenant)) {
            while (true) {
                int i = uploads.next.getAndIncrement();
                String body = "main;%s %d\n".formatted(uploads.function(i), value(i));
                String path =
                        "/ingest?name=%s&format=folded&from=%d&until=%d"
                                .formatted(
                                        URLEncoder.encode(
                                                "crash.bytes{pod=p%d}".formatted(i % 5),
                                                StandardCharsets.UTF_8),
                                        time.getEpochSecond(),
                                        time.getEpochSecond() + 10);
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                if (api.send(path, "text/plain", bytes).statusCode() == 200) {
                    uploads.acked.add(i);
                }
            }
        } catch (IOException e) {
            // The server is gone; the last upload has no answer, and is not sent again.
        }
    }

    private void verifyAll(URI uri) throws IOException {
        for (Uploads uploads : tenants) {
            try (Api api = new Api(uri, uploads.tenant)) {
                verify(uploads, api.selfByFunction("memory:samples:bytes::", SELECTOR));
            }
        }
    }

    private static void verify(Uploads uploads, Map<String, Long> found) {
        assertThat(uploads.acked).hasSizeGreaterThan(KILLS);
        assertThat(found.keySet())
                .allMatch(name ->
                        name.startsWith(uploads.tenant)
                                || name.equals("main")
                                || name.equals("total"));
        for (int i = 0; i < uploads.next.get(); i++) {
            Long value = found.get(uploads.function(i));
            if (uploads.acked.contains(i) || value != null) {
                assertThat(value).as("upload %d of %s", i, uploads.tenant).isEqualTo(value(i));
            }
        }
    }

    private static long value(int i) {
        return 1_000L + i;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
