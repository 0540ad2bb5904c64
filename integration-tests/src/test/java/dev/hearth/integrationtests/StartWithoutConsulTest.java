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

/// A process that starts while Consul is away.
final class StartWithoutConsulTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void isNotReadyAndSaysWhyUntilConsulIsThere(@TempDir Path folder) throws Exception {
        try (ConsulAgent consul = ConsulAgent.start(folder.resolve("consul"), "")) {
            consul.stop();
            try (HearthProcess hearth =
                            HearthProcess.start(
                                    folder.resolve("hearth"),
                                    "-ring.store=consul",
                                    "-consul.hostname=" + consul.address(),
                                    "-ring.instance-addr=127.0.0.1",
                                    "-ring.heartbeat-period=1s",
                                    "-server.grpc-listen-address=127.0.0.1",
                                    "-server.grpc-listen-port=" + PartProcess.freePort());
                    Api api = new Api(hearth.uri())) {
                HttpResponse<String> alone = api.send("/ready", "", null);
                consul.start();
                HttpResponse<String> later = awaitReady(api);

                assertThat(alone.statusCode()).isEqualTo(503);
                assertThat(alone.body())
                        .contains("ring cannot be written (see -ring.store and the log)");
                assertThat(later.statusCode()).as(later.body()).isEqualTo(200);
            }
        }
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
}
