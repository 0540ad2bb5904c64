// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// What was pushed to a cluster, and whether its queriers find it.
final class ClusterPushes {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClusterProcesses cluster;

    /// The same for every push, so that a retry carries the same bytes.
    private final Instant time = Instant.now().minus(Duration.ofMinutes(5));

    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, Long> acked = new ConcurrentSkipListMap<>();
    private final Map<String, Long> sent = new ConcurrentSkipListMap<>();

    ClusterPushes(ClusterProcesses cluster) {
        this.cluster = cluster;
    }

    /// Pushes some, in turn through these distributors; each has to be taken.
    void push(int count, String... distributors) throws IOException {
        for (int i = 0; i < count; i++) {
            try (Api api = cluster.api(distributors[i % distributors.length])) {
                assertThat(pushNext(api)).isEqualTo(200);
            }
        }
    }

    /// Pushes the next one; returns the answer's status.
    int pushNext(Api api) throws IOException {
        int i = next.getAndIncrement();
        sent.put("f" + i, 1000L + i);
        int status =
                api.push(
                        Map.of("__name__", "process_cpu", "service_name", "s" + i % 8),
                        Pprofs.of(time, "main;f" + i, 1000L + i),
                        "id-" + i);
        if (status == 200) {
            acked.put("f" + i, 1000L + i);
        }
        return status;
    }

    /// Pushes until it is closed, whatever becomes of it.
    final class Pushing implements AutoCloseable {

        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean isStopping;

        Pushing(String... distributors) {
            for (String distributor : distributors) {
                threads.add(Thread.ofVirtual().start(() -> push(distributor)));
            }
        }

        private void push(String distributor) {
            try (Api api = cluster.api(distributor)) {
                while (!isStopping) {
                    try {
                        pushNext(api);
                    } catch (IOException e) {
                        LockSupport.parkNanos(1_000_000); // nobody was told that it is stored
                    }
                }
            }
        }

        /// Waits until so many more are taken.
        void await(int more) throws IOException {
            int enough = acked.size() + more;
            ClusterPushes.await(() -> acked.size() >= enough, "pushes are taken");
        }

        @Override
        public void close() {
            isStopping = true;
            threads.forEach(thread -> {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    /// Finds what was taken, each exactly once; of what was refused each once at most, since a
    /// refusal may only say that nobody knows.
    void verify(String querier) throws IOException {
        Map<String, Long> found = found(querier);
        assertThat(found).as(querier).containsAllEntriesOf(acked);
        assertThat(sent).as(querier).containsAllEntriesOf(found);
    }

    private Map<String, Long> found(String querier) throws IOException {
        try (Api api = cluster.api(querier)) {
            Map<String, Long> found = new TreeMap<>(api.selfByFunction(Api.CPU, "{}"));
            found.values().removeIf(value -> value == 0);
            return found;
        }
    }

    /// Waits until these members know so many ingesters that are ready.
    void awaitIngesters(int count, String... members) throws IOException {
        for (String member : members) {
            try (Api api = cluster.api(member)) {
                await(
                        () -> ready(ingesters(api)) == count,
                        "%s knows %d ingesters".formatted(member, count));
            }
        }
    }

    /// The ring of the ingesters as a member shows it.
    static JsonNode ingesters(Api api) throws IOException {
        String text = api.send("/ring?format=json", "", null).body();
        for (JsonNode ring : Api.JSON.readTree(text).path("rings")) {
            if (ring.path("name").asText().equals("ingesters")) {
                return ring;
            }
        }
        throw new IOException("no ring of the ingesters in " + text);
    }

    private static int ready(JsonNode ring) {
        int count = 0;
        for (JsonNode member : ring.path("members")) {
            boolean isReady =
                    member.path("state").asText().equals("active")
                            && !member.path("partitions").isEmpty();
            count += isReady ? 1 : 0;
        }
        return count;
    }

    /// What is to come true.
    interface Check {
        boolean holds() throws IOException;
    }

    /// Waits until something holds.
    static void await(Check check, String claim) throws IOException {
        await(check, claim, PATIENCE);
    }

    static void await(Check check, String claim, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (!check.holds()) {
            assertThat(System.nanoTime() - end).as(claim).isNegative();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
