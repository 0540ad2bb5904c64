// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.testing.Certificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two of each component, in processes of their own, with logs in files.
final class RingClusterTest {

    private static final String[] ALL = {
        "ingester-1",
        "ingester-2",
        "querier-1",
        "querier-2",
        "distributor-1",
        "distributor-2",
        "compactor-1",
        "compactor-2"
    };

    private static final String[] KNOWING = {
        "distributor-1", "distributor-2", "querier-1", "querier-2"
    };

    private static final String FLAME_GRAPH = "/querier.v1.QuerierService/SelectMergeStacktraces";
    @TempDir private Path folder;

    @Test
    void whatDistributorsTakeEveryQuerierFindsWhileIngestersComeAndGo() throws IOException {
        // A machine that is busy must not look like an ingester that hangs.
        try (ClusterProcesses cluster =
                new ClusterProcesses(folder, "-distributor.push.timeout=30s")) {
            cluster.startAll(ALL);
            ClusterPushes pushes = new ClusterPushes(cluster);
            pushes.awaitIngesters(2, KNOWING);
            pushes.push(40, "distributor-1", "distributor-2");
            verify(pushes);
            flushAndCompact(cluster);
            verify(pushes);

            assertThat(cluster.get("ingester-1").terminate()).isZero();
            pushes.awaitIngesters(1, KNOWING);
            verify(pushes); // all it had is stored
            pushes.push(20, "distributor-1", "distributor-2");
            verify(pushes);
            cluster.start("ingester-1", "ingester");
            pushes.awaitIngesters(2, KNOWING);
            pushes.push(20, "distributor-1", "distributor-2");
            verify(pushes);

            retire(cluster, "ingester-2");
            pushes.awaitIngesters(1, KNOWING);
            pushes.push(10, "distributor-1", "distributor-2");
            verify(pushes);

            assertThat(delete(cluster, "compactor-2")).isEqualTo(200);
            try (Api api = cluster.api("querier-1")) {
                ClusterPushes.await(
                        () -> api.selfByFunction(Api.CPU, "{}").getOrDefault("f1", 0L) == 0,
                        "what was in memory is deleted, too");
            }
        }
    }

    @Test
    void whatIsAckedOutlivesAnIngesterThatIsKilled() throws IOException {
        try (ClusterProcesses cluster =
                new ClusterProcesses(folder, "-distributor.push.timeout=30s")) {
            cluster.startAll(
                    "ingester-1", "ingester-2", "querier-1", "distributor-1", "compactor-1");
            ClusterPushes pushes = new ClusterPushes(cluster);
            pushes.awaitIngesters(2, "distributor-1", "querier-1");
            try (ClusterPushes.Pushing pushing = pushes.new Pushing("distributor-1")) {
                pushing.await(30);
                cluster.get("ingester-1").kill();
                pushing.await(30);
                assertThat(delete(cluster, "compactor-1")).isEqualTo(503);
                cluster.start("ingester-1", "ingester");
                pushes.awaitIngesters(2, "distributor-1", "querier-1");
                pushing.await(30);
            }
            pushes.verify("querier-1");
        }
    }

    @Test
    void membersThatShowWhoTheyAreWorkTogetherAndStrangersAreRefused() throws IOException {
        Certificates certificates = new Certificates(folder);
        String[] tls = {
            "-server.grpc-tls-cert-path=" + certificates.file("member.pem"),
            "-server.grpc-tls-key-path=" + certificates.file("member-key.pem"),
            "-server.grpc-tls-ca-path=" + certificates.file("ca.pem"),
            "-server.grpc-tls-client-auth=RequireAndVerifyClientCert",
            "-querier.frontend-client.tls-enabled=true",
            "-querier.frontend-client.tls-cert-path=" + certificates.file("member.pem"),
            "-querier.frontend-client.tls-key-path=" + certificates.file("member-key.pem"),
            "-querier.frontend-client.tls-ca-path=" + certificates.file("ca.pem"),
        };
        try (ClusterProcesses cluster = new ClusterProcesses(folder, tls)) {
            cluster.startAll("ingester-1", "querier-1", "querier-2", "distributor-1");
            cluster.start(
                    "stranger",
                    "distributor,querier",
                    "-querier.frontend-client.tls-cert-path=" + certificates.file("stranger.pem"),
                    "-querier.frontend-client.tls-key-path="
                            + certificates.file("stranger-key.pem"));
            ClusterPushes pushes = new ClusterPushes(cluster);
            pushes.awaitIngesters(1, "distributor-1", "querier-1", "querier-2", "stranger");
            pushes.push(10, "distributor-1");
            verify(pushes);

            try (Api stranger = cluster.api("stranger")) {
                assertThat(pushes.pushNext(stranger)).isEqualTo(503);
                assertThat(stranger.send(FLAME_GRAPH, "application/json", query()).statusCode())
                        .isEqualTo(503);
            }
            verify(pushes);
        }
    }

    private static byte[] query() {
        Instant now = Instant.now();
        return "{\"profileTypeID\":\"%s\",\"labelSelector\":\"{}\",\"start\":%d,\"end\":%d}"
                .formatted(
                        Api.CPU, now.minus(Duration.ofHours(1)).toEpochMilli(), now.toEpochMilli())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void verify(ClusterPushes pushes) throws IOException {
        pushes.verify("querier-1");
        pushes.verify("querier-2");
    }

    private static void flushAndCompact(ClusterProcesses cluster) throws IOException {
        try (Api first = cluster.api("ingester-1");
                Api compactor = cluster.api("compactor-1")) {
            assertThat(first.send("/ingester/flush", "", new byte[0]).statusCode()).isEqualTo(200);
            assertThat(compactor.send("/compactor/run", "", new byte[0]).statusCode())
                    .isEqualTo(200);
        }
    }

    /// Deletes everything, which needs all ingesters.
    private static int delete(ClusterProcesses cluster, String compactor) throws IOException {
        try (Api api = cluster.api(compactor)) {
            return api.send(
                            "/api/v1/delete?query=%7Bservice_name%3D~%22.%2B%22%7D",
                            "text/plain", new byte[0])
                    .statusCode();
        }
    }

    private static void retire(ClusterProcesses cluster, String ingester) throws IOException {
        String path = "/ingester/prepare-shutdown";
        try (Api api = cluster.api(ingester)) {
            assertThat(api.sendAs("GET", path).body()).isEqualTo("unset");
            assertThat(api.sendAs("POST", path).statusCode()).isEqualTo(204);
            assertThat(api.sendAs("GET", path).body()).isEqualTo("set");
        }
        assertThat(cluster.get(ingester).terminate()).isZero();
        try (Api api = cluster.api("querier-1")) {
            ClusterPushes.await(() -> retired(api) == 1, "partition is retired");
        }
    }

    private static int retired(Api api) throws IOException {
        int count = 0;
        for (JsonNode partition : ClusterPushes.ingesters(api).path("partitions")) {
            count += partition.path("state").asText().equals("retired") ? 1 : 0;
        }
        return count;
    }
}
