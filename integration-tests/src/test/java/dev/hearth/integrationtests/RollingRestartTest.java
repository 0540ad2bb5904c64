// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every member of a cluster under load is restarted, as Kubernetes does it with the chart's
/// objects: of a Deployment a new pod is ready before an old one goes, of a StatefulSet the pod of
/// the highest ordinal goes and is ready again before the next; one zone of ingesters after
/// another. A pod that goes gets no new requests before it is told to stop.
final class RollingRestartTest {

    private static final Map<String, String> ZONES =
            Map.of("ingester-1", "zone-a", "ingester-0", "zone-a", "ingester-2", "zone-b");

    /// In the order of their restarts.
    private static final List<String> INGESTERS = List.of("ingester-1", "ingester-0", "ingester-2");

    @TempDir private Path folder;

    @Test
    void withTheLogOnDisksThatStayNothingIsLostNorCountsTwice() throws IOException {
        try (ClusterProcesses cluster =
                new ClusterProcesses(folder, "-distributor.push.timeout=30s")) {
            restartAll(cluster, false);
        }
    }

    @Test
    void withTheLogInKafkaAndDisksThatGoNothingIsLostNorCountsTwice() throws IOException {
        try (KafkaBroker broker =
                        KafkaBroker.start(Files.createDirectory(folder.resolve("kafka")));
                ClusterProcesses cluster =
                        new ClusterProcesses(
                                folder,
                                "-distributor.push.timeout=30s",
                                "-ingest-storage.enabled=true",
                                "-ingest-storage.kafka.address=" + broker.address(),
                                "-ingest-storage.kafka.topic=profiles",
                                "-ingest-storage.kafka.auto-create-topic-default-partitions=4")) {
            restartAll(cluster, true);
        }
    }

    /// @param isDiskLost whether an ingester's disk goes with its pod, so that it leaves for good,
    ///   as its preStop hook says
    private void restartAll(ClusterProcesses cluster, boolean isDiskLost) throws IOException {
        for (String ingester : INGESTERS) {
            start(cluster, ingester);
        }
        cluster.startAll("querier-1", "querier-2", "distributor-1", "distributor-2", "compactor-0");
        new ClusterPushes(cluster)
                .awaitIngesters(3, "distributor-1", "distributor-2", "querier-1", "querier-2");
        try (BalancedLoad load = new BalancedLoad(cluster)) {
            load.balancer("distributor").addAll(List.of("distributor-1", "distributor-2"));
            load.balancer("querier").addAll(List.of("querier-1", "querier-2"));
            load.start();
            load.await(30, 3);
            replace(cluster, load, "distributor-1", "distributor-3");
            replace(cluster, load, "distributor-2", "distributor-4");
            for (String ingester : INGESTERS) {
                restart(cluster, ingester, isDiskLost);
                load.await(30, 3);
            }
            replace(cluster, load, "querier-1", "querier-3");
            replace(cluster, load, "querier-2", "querier-4");
            assertThat(cluster.get("compactor-0").terminate()).isZero();
            cluster.startAll("compactor-0");
            load.await(30, 3);
            load.verify();
        }
    }

    private static void start(ClusterProcesses cluster, String ingester) throws IOException {
        cluster.start(
                ingester, "ingester", "-ring.instance-availability-zone=" + ZONES.get(ingester));
        awaitReadiness(cluster, ingester);
    }

    private static void awaitReadiness(ClusterProcesses cluster, String member) throws IOException {
        try (Api api = cluster.api(member)) {
            ClusterPushes.await(
                    () -> api.sendAs("GET", "/ready").statusCode() == 200, member + " is ready");
        }
    }

    /// Replaces a pod of a Deployment.
    private static void replace(
            ClusterProcesses cluster, BalancedLoad load, String old, String fresh)
            throws IOException {
        cluster.startAll(fresh);
        awaitReadiness(cluster, fresh);
        load.balancer(fresh).add(fresh);
        load.balancer(old).remove(old);
        assertThat(cluster.get(old).terminate()).isZero();
        load.await(30, 3);
    }

    /// Restarts a pod of a StatefulSet.
    private void restart(ClusterProcesses cluster, String ingester, boolean isDiskLost)
            throws IOException {
        if (isDiskLost) {
            try (Api api = cluster.api(ingester)) {
                assertThat(api.sendAs("POST", "/ingester/prepare-shutdown").statusCode())
                        .isEqualTo(204);
            }
        }
        assertThat(cluster.get(ingester).terminate()).isZero();
        if (isDiskLost) {
            try (Stream<Path> files = Files.walk(folder.resolve(ingester))) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            Files.createDirectory(folder.resolve(ingester));
        }
        start(cluster, ingester);
    }
}
