// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the tests do where nothing was made but Docker is: servers are containers of the images
/// that `docker-compose.yaml` names. Here those images are made of the real programs, and nothing
/// is pulled.
final class ContainersTest {

    private static final String HEARTH = "hearth:test";
    private static final String TESTS = "dev.hearth.integrationtests.";

    @Test
    void storesRingsAndLogsPassTheirTestsAgainstContainers(@TempDir Path folder) throws Exception {
        try (DockerEngine engine = DockerEngine.startWithHearth(HEARTH)) {
            ServiceImages images = ServiceImages.of(engine, HEARTH, folder);
            for (String service : List.of("minio", "consul", "kafka")) {
                images.make(service);
            }
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            Command tests =
                    engine.client(
                                    java,
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    TESTS + "RunTests")
                            .with("CI", "false")
                            .with(
                                    "HEARTH_PARTS",
                                    Files.createDirectory(folder.resolve("none")).toString())
                            // The engine has no image of Testcontainers' own, and no bridge.
                            .with("TESTCONTAINERS_RYUK_DISABLED", "true")
                            .with("TESTCONTAINERS_CHECKS_DISABLE", "true")
                            .with("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1");

            Command.Ended ended =
                    tests.run(
                            TESTS + "S3StoreTest",
                            TESTS + "ConsulRingTest",
                            "dev.hearth.logkafka.ContainerLogContract");

            assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        }
    }
}
