// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.integrationtests.HearthProcess;
import dev.hearth.integrationtests.RealPart;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docker-compose.yaml`. Its images cannot be had without a registry, so it is read and not run.
final class ComposeTest {

    @Test
    void composeTakesIt() throws Exception {
        Path compose = RealPart.program("apt-get install docker-compose", "docker-compose");

        String services =
                Command.of(compose)
                        .output(
                                "--file=" + Top.file("docker-compose.yaml"),
                                "config",
                                "--services");

        assertThat(services.lines())
                .contains("distributor-1", "distributor-2", "ingester-1", "ingester-2")
                .contains("querier-1", "querier-2", "compactor", "grafana", "demo");
    }

    @Test
    void itsConfigurationIsOneThatHearthTakes(@TempDir Path data) throws Exception {
        try (HearthProcess hearth =
                HearthProcess.start(
                        data,
                        "-config.file=" + Top.file("deploy/compose/hearth.yaml"),
                        "-target=all",
                        "-ring.store=inmemory",
                        "-ingest-storage.enabled=false",
                        "-storage.backend=filesystem")) {
            assertThat(hearth.uri().getPort()).isPositive();
        }
    }
}
