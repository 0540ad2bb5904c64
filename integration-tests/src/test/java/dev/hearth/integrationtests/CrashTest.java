// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGKILL at random moments under load: what was acked is there exactly once, the rest at most
/// once.
final class CrashTest {

    private static final int KILLS = 30;
    private static final int PUSHERS = 4;
    private static final String SELECTOR = "{service_name=\"crash\"}";

    /// The same for every push, so that a retry carries the same bytes.
    private final Instant time = Instant.now().minus(Duration.ofMinutes(5));

    private final AtomicInteger next = new AtomicInteger();
    private final Set<Integer> acked = ConcurrentHashMap.newKeySet();

    /// Sent without an answer; half of them are sent again after the restart.
    private final Queue<Integer> unanswered = new ConcurrentLinkedQueue<>();

    @Test
    void everyAckedProfileIsThereExactlyOnceAfterThirtyKills(@TempDir Path data)
            throws IOException {
        for (int kill = 0; kill < KILLS; kill++) {
            try (HearthProcess hearth = start(data)) {
                retryHalfOfTheUnanswered(hearth.uri());
                List<Thread> pushers = startPushers(hearth.uri());
                pause(ThreadLocalRandom.current().nextInt(100, 1_200));
                hearth.kill();
                pushers.forEach(CrashTest::join);
            }
        }
        try (HearthProcess hearth = start(data);
                Api api = new Api(hearth.uri())) {
            verify(api.selfByFunction(Api.CPU, SELECTOR));
            assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode()).isEqualTo(200);
            verify(api.selfByFunction(Api.CPU, SELECTOR));
        }
    }

    /// Cuts so often that many kills fall into one.
    private static HearthProcess start(Path data) throws IOException {
        return HearthProcess.start(
                data, "-self-profiling.disable-push=true", "-ingester.max-segment-age=300ms");
    }

    private void verify(Map<String, Long> found) {
        assertThat(acked).hasSizeGreaterThan(KILLS);
        for (int i = 0; i < next.get(); i++) {
            Long value = found.get(function(i));
            if (acked.contains(i)) {
                assertThat(value).as("acked profile %d", i).isEqualTo(value(i));
            } else if (value != null) {
                assertThat(value).as("profile %d without an answer", i).isEqualTo(value(i));
            }
        }
    }

    private void retryHalfOfTheUnanswered(URI uri) throws IOException {
        List<Integer> again = new ArrayList<>();
        for (Integer i = unanswered.poll(); i != null; i = unanswered.poll()) {
            if (i % 2 == 0) {
                again.add(i);
            }
        }
        try (Api api = new Api(uri)) {
            for (int i : again) {
                assertThat(push(api, i)).isEqualTo(200);
                acked.add(i);
            }
        }
    }

    private List<Thread> startPushers(URI uri) {
        List<Thread> pushers = new ArrayList<>();
        for (int i = 0; i < PUSHERS; i++) {
            pushers.add(Thread.ofVirtual().start(() -> pushUntilTheServerIsGone(uri)));
        }
        return pushers;
    }

    private void pushUntilTheServerIsGone(URI uri) {
        try (Api api = new Api(uri)) {
            while (true) {
                int i = next.getAndIncrement();
                try {
                    if (push(api, i) == 200) {
                        acked.add(i);
                    } else {
                        unanswered.add(i);
                    }
                } catch (IOException e) {
                    unanswered.add(i);
                    return;
                }
            }
        }
    }

    private int push(Api api, int i) throws IOException {
        return api.push(
                Map.of("__name__", "process_cpu", "service_name", "crash", "pod", "p" + i % 7),
                Pprofs.of(time, "main;" + function(i), value(i)),
                "id-" + i);
    }

    private static String function(int i) {
        return "f" + i;
    }

    private static long value(int i) {
        return 1_000L + i;
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
