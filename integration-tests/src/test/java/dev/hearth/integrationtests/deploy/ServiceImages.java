// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Images of the names in `docker-compose.yaml`, made of the real programs, in an engine that has
/// Hearth's own.
final class ServiceImages {

    /// Stages of `integration-tests/images/Dockerfile` by the services that run them.
    private static final Map<String, String> STAGES =
            Map.of(
                    "gateway", "nginx",
                    "kafka", "kafka",
                    "minio", "minio",
                    "bucket", "mc",
                    "consul", "consul");

    private final DockerEngine engine;
    private final String hearth;
    private final Path context;

    private ServiceImages(DockerEngine engine, String hearth, Path context) {
        this.engine = engine;
        this.hearth = hearth;
        this.context = context;
    }

    /// Gets ready what they are made of.
    ///
    /// @param hearth the image of Hearth, whose Java Kafka's runs on
    /// @param folder takes the programs
    static ServiceImages of(DockerEngine engine, String hearth, Path folder) throws IOException {
        Path context = Files.createDirectory(folder.resolve("context"));
        Path libraries = Files.createDirectories(context.resolve("kafka/lib"));
        for (String part : new String[] {"minio", "mc", "consul"}) {
            Files.copy(RealPart.made(part, part), context.resolve(part));
        }
        Path classPath = Path.of(System.getProperty("kafka.broker.classpath", "kafka-broker"));
        for (String jar : Files.readString(classPath).strip().split(":", -1)) {
            Path file = Path.of(jar);
            Files.copy(file, libraries.resolve(file.getFileName().toString()));
        }
        Path images = Top.file("integration-tests/images");
        for (String file :
                new String[] {"Dockerfile", "run-kafka", "kafka-broker-api-versions.sh"}) {
            Files.copy(images.resolve(file), context.resolve(file));
        }
        engine.load(RealPart.made("debian-services", "root.tar"), "debian-services");
        return new ServiceImages(engine, hearth, context);
    }

    /// Makes the image of a service.
    void make(String service) throws IOException {
        JsonNode services =
                Objects.parse(Files.readString(Top.file("docker-compose.yaml"))).path("services");
        make(STAGES.getOrDefault(service, service), services.path(service).path("image").asText());
    }

    /// Makes an image of a stage.
    void make(String stage, String image) throws IOException {
        engine.build(image, context, "--build-arg=HEARTH=" + hearth, "--target=" + stage);
    }
}
