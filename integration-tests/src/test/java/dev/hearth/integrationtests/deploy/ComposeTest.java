// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.integrationtests.HearthProcess;
import dev.hearth.integrationtests.RealPart;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `docker-compose.yaml` and the files beside it say; [ComposeUpTest] brings it up. Grafana is
/// not started, its provisioning is only read.
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

    @Test
    void grafanaIsToldOfTheGateway() throws Exception {
        JsonNode compose = Objects.parse(Files.readString(Top.file("docker-compose.yaml")));
        JsonNode services = compose.path("services");
        String mounted = services.path("grafana").path("volumes").path(0).asText();

        JsonNode provisioned =
                Objects.parse(
                        Files.readString(Top.file(mounted.substring(0, mounted.indexOf(':')))));

        JsonNode source = provisioned.path("datasources").path(0);
        URI gateway = URI.create(source.path("url").asText());
        assertThat(mounted).contains(":/etc/grafana/provisioning/datasources/");
        assertThat(provisioned.path("apiVersion").asInt()).isEqualTo(1);
        assertThat(source.path("type").asText()).isEqualTo("grafana-pyroscope-datasource");
        assertThat(source.path("access").asText()).isEqualTo("proxy");
        assertThat(services.path(gateway.getHost()).path("ports").path(0).asText())
                .endsWith(":" + gateway.getPort());
    }
}
