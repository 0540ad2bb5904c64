// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.integrationtests.PartProcess;
import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The image, built and run by a real engine.
final class ImageTest {

    private static final String IMAGE = "hearth:test";

    private static DockerEngine engine;

    @BeforeAll
    static void build() throws IOException {
        Path base = RealPart.made("debian-image", "root.tar");
        Top.archive();
        engine = DockerEngine.start();
        engine.load(base, "debian:bookworm-slim");
        engine.client()
                .output(
                        "build",
                        "--network=none",
                        "--build-arg=ARCHIVE=made",
                        "--tag=" + IMAGE,
                        Top.file("").toString());
    }

    @AfterAll
    static void stop() throws IOException {
        if (engine != null) {
            engine.close();
        }
    }

    /// Runs it as strictly as one can: nothing of its file system can be written but its volume, and
    /// it may do nothing that a plain program may not.
    private static String run(int port, String... arguments) throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--detach",
                                "--network=host",
                                "--read-only",
                                "--cap-drop=ALL",
                                "--security-opt=no-new-privileges",
                                "--env=HEARTH_SERVER_HTTP_LISTEN_PORT=" + port,
                                IMAGE,
                                "-server.http-listen-address=127.0.0.1"));
        line.addAll(List.of(arguments));
        return engine.client().output(line.toArray(String[]::new)).strip();
    }

    private static String inspect(String what, String format) throws IOException {
        return engine.client().output("inspect", "--format=" + format, what).strip();
    }

    private static void awaitHealth(String container) throws IOException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!"healthy".equals(inspect(container, "{{.State.Health.Status}}"))) {
            if (System.nanoTime() > end
                    || !"running".equals(inspect(container, "{{.State.Status}}"))) {
                throw new IOException(
                        "the container is not healthy: %s\n%s"
                                .formatted(
                                        inspect(container, "{{json .State}}"),
                                        engine.client().run("logs", container)));
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    request.timeout(Duration.ofSeconds(20)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void servesFromAFileSystemThatCannotBeWrittenAndStopsInOrder() throws Exception {
        int port = PartProcess.freePort();
        URI uri = URI.create("http://127.0.0.1:" + port);

        String container = run(port);
        awaitHealth(container);
        long now = System.currentTimeMillis() / 1000;
        HttpResponse<String> pushed =
                send(
                        HttpRequest.newBuilder(
                                        uri.resolve(
                                                "/ingest?name=boxed.cpu&from=%d&until=%d"
                                                        .formatted(now - 10, now)))
                                .POST(HttpRequest.BodyPublishers.ofString("main;work 100\n")));
        HttpResponse<String> names =
                send(
                        HttpRequest.newBuilder(
                                        uri.resolve("/querier.v1.QuerierService/LabelValues"))
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"name\":\"service_name\",\"start\":%d000,\"end\":%d000}"
                                                        .formatted(now - 60, now + 60))));
        engine.client().output("stop", "--time=60", container);

        assertThat(pushed.statusCode()).as(pushed.body()).isEqualTo(200);
        assertThat(names.body()).contains("boxed");
        assertThat(inspect(container, "{{.State.ExitCode}}")).isEqualTo("0");
        assertThat(engine.client().run("logs", container).err()).doesNotContain("level=warn");
    }

    @Test
    void runsAsSomebodyWhoIsNotRoot() throws Exception {
        assertThat(inspect(IMAGE, "{{.Config.User}}")).isEqualTo("10001:10001");
        assertThat(inspect(IMAGE, "{{json .Config.Volumes}}")).contains("/data");
        assertThat(inspect(IMAGE, "{{json .Config.ExposedPorts}}")).contains("4040/tcp");
    }

    @Test
    void saysInOneLineWhatIsWrongWithItsArguments() throws Exception {
        String container = run(PartProcess.freePort(), "-target=kitchen");

        String status = engine.client().output("wait", container).strip();

        assertThat(status).isEqualTo("2");
        assertThat(engine.client().run("logs", container).err().lines()).hasSize(1);
    }
}
