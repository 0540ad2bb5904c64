// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two of each component, in processes of their own, with logs in files.
final class RingClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// The same for every push, so that a retry carries the same bytes.
    private final Instant time = Instant.now().minus(Duration.ofMinutes(5));

    private final Map<String, Long> acked = new TreeMap<>();

    @TempDir private Path folder;

    @Test
    void whatOneDistributorTakesAllQueriersFind() throws IOException {
        try (ClusterProcesses cluster = new ClusterProcesses(folder, "-distributor.push.timeout=30s")) {
            startAll(cluster);
            try (Api first = cluster.api("distributor-1");
                    Api second = cluster.api("distributor-2")) {
                for (int i = 0; i < 40; i++) {
                    push(i % 2 == 0 ? first : second, i);
                }
            }
            verify(cluster, "querier-1");
            verify(cluster, "querier-2");
            flush(cluster, "ingester-1");
            flush(cluster, "ingester-2");
            verify(cluster, "querier-1");
            verify(cluster, "querier-2");
        }
    }

    private static void startAll(ClusterProcesses cluster) throws IOException {
        for (String target : new String[] {"ingester", "querier", "distributor"}) {
            cluster.start(target + "-1", target);
            cluster.start(target + "-2", target);
        }
        cluster.start("compactor-1", "compactor");
        awaitOwners(cluster, 2);
    }

    /// Waits until a distributor and the queriers know so many ingesters.
    private static void awaitOwners(ClusterProcesses cluster, int count) throws IOException {
        for (String member : new String[] {"distributor-1", "distributor-2", "querier-1", "querier-2"}) {
            try (Api api = cluster.api(member)) {
                await(() -> actives(api) == count, member + " does not know " + count);
            }
        }
    }

    private static int actives(Api api) throws IOException {
        String text = api.send("/ring?format=json", "", null).body();
        int count = 0;
        for (var ring : Api.JSON.readTree(text).path("rings")) {
            if (ring.path("name").asText().equals("ingesters")) {
                for (var member : ring.path("members")) {
                    count += member.path("state").asText().equalsIgnoreCase("ACTIVE") ? 1 : 0;
                }
            }
        }
        return count;
    }

    private interface Check {
        boolean holds() throws IOException;
    }

    private static void await(Check check, String problem) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!check.holds()) {
            assertThat(System.nanoTime() - end).as(problem).isNegative();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private void push(Api api, int i) throws IOException {
        int status =
                api.push(
                        Map.of("__name__", "process_cpu", "service_name", service(i)),
                        Pprofs.of(time, "main;f" + i, 1000L + i),
                        "id-" + i);
        assertThat(status).isEqualTo(200);
        acked.put("f" + i, 1000L + i);
    }

    private static String service(int i) {
        return "s" + i % 8;
    }

    private static void flush(ClusterProcesses cluster, String member) throws IOException {
        try (Api api = cluster.api(member)) {
            assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode()).isEqualTo(200);
        }
    }

    private void verify(ClusterProcesses cluster, String querier) throws IOException {
        try (Api api = cluster.api(querier)) {
            Map<String, Long> found = api.selfByFunction(Api.CPU, "{}");
            found.values().removeIf(value -> value == 0);
            assertThat(found).as(querier).isEqualTo(acked);
        }
    }
}
