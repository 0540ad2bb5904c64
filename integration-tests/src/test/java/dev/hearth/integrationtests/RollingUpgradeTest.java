// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A cluster whose members go from the previous version to the one at hand one after another, and
/// work together all the time.
///
/// The previous version is what `integration-tests/previous.sh` makes, or the folder named by the
/// system property `hearth.previous`, with `lib` and `jvm.options` in it.
final class RollingUpgradeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// The same for every push, so that a retry carries the same bytes.
    private final Instant time = Instant.now().minus(Duration.ofMinutes(5));

    private final Map<String, Long> acked = new TreeMap<>();
    private int pushes;

    @TempDir private Path folder;

    private static Path previous() {
        String named = System.getProperty("hearth.previous");
        return named == null
                ? requireNonNull(RealPart.made("previous", "lib").getParent())
                : Path.of(named);
    }

    /// The first members that are upgraded ask, or are asked by, all others, which are old.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ingester compactor querier distributor",
                "distributor querier compactor ingester"
            })
    void versionsOneStepApartWorkTogether(String order) throws IOException {
        Path previous = previous();
        try (ClusterProcesses cluster =
                new ClusterProcesses(folder, "-distributor.push.timeout=30s")) {
            List<String> members = members(List.of(order.split(" ")));
            members.forEach(member -> cluster.setVersion(member, previous));
            cluster.startAll(members.toArray(String[]::new));
            awaitIngesters(cluster);
            exchange(cluster);
            for (String member : members) {
                cluster.get(member).terminate();
                cluster.setVersion(member, null);
                cluster.start(member, target(member));
                awaitIngesters(cluster);
                exchange(cluster);
            }
        }
    }

    private static List<String> members(List<String> targets) {
        return targets.stream()
                .flatMap(target -> List.of(target + "-1", target + "-2").stream())
                .filter(member -> !member.equals("compactor-2"))
                .toList();
    }

    private static String target(String member) {
        return member.substring(0, member.indexOf('-'));
    }

    /// Waits until all know both ingesters.
    private static void awaitIngesters(ClusterProcesses cluster) throws IOException {
        for (String member : members(List.of("querier", "distributor"))) {
            try (Api api = cluster.api(member)) {
                await(() -> actives(api) == 2, member + " does not know two ingesters");
            }
        }
    }

    private static int actives(Api api) throws IOException {
        int count = 0;
        String text = api.send("/ring?format=json", "", null).body();
        for (var ring : Api.JSON.readTree(text).path("rings")) {
            for (var member : ring.path("members")) {
                boolean isActive = member.path("state").asText().equalsIgnoreCase("ACTIVE");
                count += isActive && ring.path("name").asText().equals("ingesters") ? 1 : 0;
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

    /// Pushes at each distributor, and asks each querier for all that was pushed so far.
    private void exchange(ClusterProcesses cluster) throws IOException {
        for (String member : members(List.of("distributor"))) {
            try (Api api = cluster.api(member)) {
                for (int i = 0; i < 8; i++) {
                    push(api);
                }
            }
        }
        for (String member : members(List.of("querier"))) {
            try (Api api = cluster.api(member)) {
                Map<String, Long> found = api.selfByFunction(Api.CPU, "{}");
                found.values().removeIf(value -> value == 0);
                assertThat(found).as(member).isEqualTo(acked);
            }
        }
    }

    private void push(Api api) throws IOException {
        int number = pushes++;
        byte[] pprof = Pprofs.of(time, "main;f" + number, 1000L + number);
        Map<String, String> labels =
                Map.of("__name__", "process_cpu", "service_name", "s" + number % 8);
        await(
                () -> api.push(labels, pprof, "id-" + number) == 200,
                "push " + number + " is not taken");
        acked.put("f" + number, 1000L + number);
    }
}
