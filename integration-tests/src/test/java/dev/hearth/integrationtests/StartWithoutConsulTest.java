// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A process that starts while Consul is away.
final class StartWithoutConsulTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String UNHEARD = "ring not ready: nothing was heard of the rings";

    @TempDir private Path folder;

    @Test
    void isNotReadyAndSaysWhyUntilConsulIsThere() throws Exception {
        try (ConsulAgent consul = ConsulAgent.start(folder.resolve("consul"), "")) {
            consul.stop();
            try (HearthProcess hearth = start(consul, "all");
                    Api api = new Api(hearth.uri())) {
                HttpResponse<String> alone = api.send("/ready", "", null);
                consul.start();
                HttpResponse<String> later = awaitReady(api);

                assertThat(alone.statusCode()).isEqualTo(503);
                assertThat(alone.body())
                        .contains("ring cannot be written (see -ring.store and the log)")
                        .contains(UNHEARD);
                assertThat(later.statusCode()).as(later.body()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"distributor", "querier", "compactor"})
    void whoKeepsNothingIsReadyOnceItHasSeenTheRingsAndStaysSoWithoutConsul(String target)
            throws Exception {
        try (ConsulAgent consul = ConsulAgent.start(folder.resolve("consul"), "")) {
            consul.stop();
            try (HearthProcess hearth = start(consul, target);
                    Api api = new Api(hearth.uri())) {
                HttpResponse<String> alone = api.send("/ready", "", null);
                consul.start();
                HttpResponse<String> later = awaitReady(api);
                consul.stop();
                awaitAway(hearth);
                HttpResponse<String> without = api.send("/ready", "", null);

                assertThat(alone.statusCode()).isEqualTo(503);
                assertThat(alone.body()).contains(UNHEARD, "-ring.store=consul");
                assertThat(later.statusCode()).as(later.body()).isEqualTo(200);
                assertThat(without.statusCode()).as(without.body()).isEqualTo(200);
            }
        }
    }

    private HearthProcess start(ConsulAgent consul, String target) throws IOException {
        return HearthProcess.start(
                folder.resolve("hearth"),
                "-target=" + target,
                "-ring.store=consul",
                "-consul.hostname=" + consul.address(),
                "-ring.instance-addr=127.0.0.1",
                "-ring.heartbeat-period=1s",
                "-server.grpc-listen-address=127.0.0.1",
                "-server.grpc-listen-port=" + PartProcess.freePort());
    }

    private static HttpResponse<String> awaitReady(Api api) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        HttpResponse<String> ready = api.send("/ready", "", null);
        while (ready.statusCode() != 200 && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            ready = api.send("/ready", "", null);
        }
        return ready;
    }

    /// Waits until it has noticed, for the second time, that Consul is away.
    private static void awaitAway(HearthProcess hearth) throws IOException {
        ClusterPushes.await(
                () ->
                        hearth.output().stream()
                                        .filter(line -> line.contains("Consul is away"))
                                        .count()
                                >= 2,
                "the process notices that Consul is away");
    }
}
