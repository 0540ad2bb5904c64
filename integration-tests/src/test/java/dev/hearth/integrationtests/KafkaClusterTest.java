// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.testing.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two of each component, in processes of their own, with the log in a real Kafka.
final class KafkaClusterTest {

    private static final int PARTITIONS = 4;

    @TempDir private Path folder;

    @Test
    void whatIsInKafkaCountsOnceThoughAnIngesterDiesAndTheBrokerGoesAway() throws IOException {
        try (KafkaBroker broker =
                        KafkaBroker.start(Files.createDirectory(folder.resolve("kafka")));
                ClusterProcesses cluster =
                        new ClusterProcesses(
                                folder,
                                "-ingest-storage.enabled=true",
                                "-ingest-storage.kafka.address=" + broker.address(),
                                "-ingest-storage.kafka.topic=profiles",
                                "-ingest-storage.kafka.auto-create-topic-default-partitions="
                                        + PARTITIONS)) {
            cluster.startAll(
                    "ingester-1",
                    "ingester-2",
                    "querier-1",
                    "querier-2",
                    "distributor-1",
                    "distributor-2",
                    "compactor-1");
            ClusterPushes pushes = new ClusterPushes(cluster);
            awaitOwners(cluster, 2);
            pushes.push(40, "distributor-1", "distributor-2");
            verify(pushes);

            try (ClusterPushes.Pushing pushing =
                    pushes.new Pushing("distributor-1", "distributor-2")) {
                pushing.await(30);
                cluster.get("ingester-1").kill();
                pushing.await(30);
                requireAnAnswer(cluster);
                broker.kill();
                broker.restart();
                pushing.await(30);
                cluster.start("ingester-1", "ingester");
                pushing.await(30);
            }
            awaitOwners(cluster, 2);
            verify(pushes);
            assertThat(cluster.get("ingester-2").terminate()).isZero();
            awaitOwners(cluster, 1);
            pushes.push(20, "distributor-1", "distributor-2");
            verify(pushes);
        }
    }

    /// While pushes go on nobody knows what is to be found, but there is an answer.
    private static void requireAnAnswer(ClusterProcesses cluster) throws IOException {
        try (Api api = cluster.api("querier-1")) {
            assertThat(api.selfByFunction(Api.CPU, "{}")).isNotEmpty();
        }
    }

    private static void verify(ClusterPushes pushes) throws IOException {
        pushes.verify("querier-1");
        pushes.verify("querier-2");
    }

    private static void awaitOwners(ClusterProcesses cluster, int owners) throws IOException {
        for (String member : new String[] {"querier-1", "querier-2"}) {
            try (Api api = cluster.api(member)) {
                ClusterPushes.await(
                        () -> owned(ClusterPushes.ingesters(api), owners),
                        "%s knows %d owners of each partition".formatted(member, owners));
            }
        }
    }

    private static boolean owned(JsonNode ring, int owners) {
        int count = 0;
        for (JsonNode partition : ring.path("partitions")) {
            count += partition.path("owners").size() == owners ? 1 : 0;
        }
        return count == PARTITIONS;
    }
}
