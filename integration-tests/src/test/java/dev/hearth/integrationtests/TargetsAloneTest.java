// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A process that runs some components, of a cluster that is not there.
final class TargetsAloneTest {

    /// A path of each component that a `GET` finds, and what it answers where the component is.
    private static final Map<String, String> PATHS =
            Map.of(
                    "distributor", "/ingest",
                    "ingester", "/ingester/prepare-shutdown",
                    "querier", "/pyroscope/render",
                    "compactor", "/compactor/run");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"distributor", "ingester", "querier", "compactor"})
    void aComponentIsReadyWithoutTheOthersAndServesWhatIsItsOwn(String target) throws IOException {
        try (ClusterProcesses cluster =
                new ClusterProcesses(folder, "-memberlist.join=127.0.0.1:1")) {
            cluster.start("alone", target);
            try (Api api = cluster.api("alone")) {
                ClusterPushes.await(
                        () -> api.send("/ready", "", null).statusCode() == 200,
                        target + " has looked for others and is ready");
                for (String path : new String[] {"/metrics", "/ring", "/memberlist"}) {
                    assertThat(api.send(path, "", null).statusCode()).as(path).isEqualTo(200);
                }
                for (Map.Entry<String, String> path : PATHS.entrySet()) {
                    HttpResponse<String> reply = api.send(path.getValue(), "", null);
                    if (path.getKey().equals(target)) {
                        assertThat(reply.statusCode()).as(path.getValue()).isNotEqualTo(404);
                    } else {
                        assertThat(reply.statusCode()).as(path.getValue()).isEqualTo(404);
                        assertThat(reply.body()).contains("-target=" + path.getKey());
                    }
                }
            }
            assertThat(cluster.get("alone").terminate()).isZero();
        }
    }

    @Test
    void withoutAnIngesterPushesAndQuestionsAreToComeAgain() throws IOException {
        try (ClusterProcesses cluster = new ClusterProcesses(folder)) {
            cluster.start("both", "distributor,querier");
            try (Api api = cluster.api("both")) {
                HttpResponse<String> reply =
                        api.send(
                                "/ingest?name=app.cpu&from=now-10s&until=now",
                                "text/plain",
                                "main;work 1\n".getBytes(StandardCharsets.UTF_8));

                assertThat(reply.statusCode()).isEqualTo(503);
                assertThat(reply.headers().firstValue("retry-after")).contains("1");
                assertThatThrownBy(api::profileTypes).hasMessageContaining("answered 503");
            }
        }
    }
}
