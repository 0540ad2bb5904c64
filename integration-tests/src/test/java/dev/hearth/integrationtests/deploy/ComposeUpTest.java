// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.integrationtests.Api;
import dev.hearth.integrationtests.PartProcess;
import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docker-compose.yaml`, brought up: all its services but Grafana. Nothing is pulled: images of
/// its names are made of the real programs.
final class ComposeUpTest {

    private static final String HEARTH = "hearth:test";
    private static final String DEMO = "hearth-demo:test";
    private static final String PROJECT = "hearthtest";
    private static final List<String> BEHIND_THE_GATEWAY =
            List.of("distributor-1", "distributor-2", "querier-1", "querier-2");
    private static final String DEMO_ALONE = "{service_name=\"demo\"}";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration STEP = Duration.ofMillis(500);

    @TempDir private Path folder;

    @Test
    void aDemoProgramIsSeenThroughTheGatewayThoughAnIngesterIsKilled() throws Exception {
        Path program = RealPart.program("apt-get install docker-compose", "docker-compose");
        int port = PartProcess.freePort();
        try (DockerEngine engine = DockerEngine.startWithHearth(HEARTH)) {
            makeImages(engine, folder);
            Command compose = compose(engine, program, port);

            compose.output(up(compose));
            try (Api api = new Api(URI.create("http://127.0.0.1:" + port))) {
                awaitTheDemo(compose, api);
                compose.output("kill", "ingester-1");
                requireAnswersToGoOn(api);
                moveWhatIsBehindTheGateway(engine, compose);
                awaitTheDemo(compose, api);
                requireAnswersToGoOn(api);
            } finally {
                compose.output("down", "--volumes", "--timeout=20");
            }

            assertNothingIsLeft(engine);
        }
    }

    /// Starts all but Grafana.
    private static String[] up(Command compose) throws IOException {
        List<String> line = new ArrayList<>(List.of("up", "--detach", "--no-build"));
        compose.output("config", "--services")
                .lines()
                .filter(service -> !service.equals("grafana"))
                .forEach(line::add);
        return line.toArray(String[]::new);
    }

    private static Command compose(DockerEngine engine, Path program, int port) throws IOException {
        return engine.client(
                        program,
                        "--file=" + Top.file("docker-compose.yaml"),
                        "--project-name=" + PROJECT)
                .with("HEARTH_IMAGE", HEARTH)
                .with("HEARTH_DEMO_IMAGE", DEMO)
                .with("HEARTH_PUBLISH", "127.0.0.1:" + port)
                .with("CONSUL_PUBLISH", "127.0.0.1:" + PartProcess.freePort())
                .with("MINIO_PUBLISH", "127.0.0.1:" + PartProcess.freePort());
    }

    /// Makes the images that `docker-compose.yaml` and the demo's `Dockerfile` name.
    private static void makeImages(DockerEngine engine, Path folder) throws IOException {
        ServiceImages images = ServiceImages.of(engine, HEARTH, folder);
        for (String service : List.of("gateway", "kafka", "minio", "bucket", "consul")) {
            images.make(service);
        }
        Path demo = Top.file("deploy/compose/demo");
        String base = Files.readAllLines(demo.resolve("Dockerfile")).getFirst();
        images.make("python", base.substring("FROM ".length()));
        engine.build(DEMO, demo);
    }

    private static boolean seesTheDemo(Api api) throws IOException {
        Map<String, Long> functions = api.selfByFunction(Api.CPU, DEMO_ALONE);
        return functions.keySet().stream().anyMatch(name -> name.contains("price"))
                && functions.keySet().stream().anyMatch(name -> name.contains("search"));
    }

    /// Makes distributors and queriers anew, at other addresses: the old ones are taken meanwhile.
    private static void moveWhatIsBehindTheGateway(DockerEngine engine, Command compose)
            throws IOException {
        Map<String, String> before = addresses(engine);
        compose.output(line("rm", "--stop", "--force"));
        List<String> others = new ArrayList<>();
        // As many more for addresses that were free before.
        for (int i = 0; i < 2 * BEHIND_THE_GATEWAY.size(); i++) {
            others.add(
                    engine.client()
                            .output(
                                    "run",
                                    "--detach",
                                    "--network=" + PROJECT + "_default",
                                    "--entrypoint=/bin/sleep",
                                    HEARTH,
                                    "infinity")
                            .strip());
        }
        compose.output(line("up", "--detach", "--no-build", "--no-deps"));
        for (String other : others) {
            engine.client().output("rm", "--force", "--volumes", other);
        }
        Map<String, String> after = addresses(engine);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.values()).doesNotContainAnyElementsOf(before.values());
    }

    private static String[] line(String... begin) {
        List<String> line = new ArrayList<>(List.of(begin));
        line.addAll(BEHIND_THE_GATEWAY);
        return line.toArray(String[]::new);
    }

    private static Map<String, String> addresses(DockerEngine engine) throws IOException {
        Map<String, String> addresses = new TreeMap<>();
        for (String service : BEHIND_THE_GATEWAY) {
            String container = PROJECT + "_" + service + "_1";
            addresses.put(
                    service,
                    engine.client()
                            .output(
                                    "inspect",
                                    "--format={{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                                    container)
                            .strip());
        }
        return addresses;
    }

    /// What was pushed stays, as the one ingester has what the other had, and more is pushed; no
    /// question fails meanwhile.
    private static void requireAnswersToGoOn(Api api) throws IOException {
        Instant killed = Instant.now();
        long before = total(api, killed);
        assertThat(before).isPositive();
        long end = System.nanoTime() + PATIENCE.toNanos();
        long since = 0;
        while (since == 0 && System.nanoTime() < end) {
            long until = total(api, killed);
            assertThat(until).isGreaterThanOrEqualTo(before);
            since = total(api, killed.plus(PATIENCE)) - until;
            LockSupport.parkNanos(STEP.toNanos());
        }
        assertThat(since).isPositive();
        assertThat(seesTheDemo(api)).isTrue();
    }

    /// What the demo took up to an instant.
    private static long total(Api api, Instant end) throws IOException {
        ObjectNode request =
                Api.JSON
                        .createObjectNode()
                        .put("profileTypeID", Api.CPU)
                        .put("labelSelector", DEMO_ALONE)
                        .put("start", end.minus(Duration.ofHours(1)).toEpochMilli())
                        .put("end", end.toEpochMilli());
        return api.query("SelectMergeStacktraces", request)
                .path("flamegraph")
                .path("total")
                .asLong();
    }

    private static void assertNothingIsLeft(DockerEngine engine) throws IOException {
        assertThat(engine.client().output("ps", "--all", "--quiet")).isEmpty();
        assertThat(engine.client().output("volume", "ls", "--quiet")).isEmpty();
        assertThat(engine.client().output("network", "ls", "--quiet", "--filter=driver=bridge"))
                .isEmpty();
    }

    private static void awaitTheDemo(Command compose, Api api) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        IOException last = null;
        while (System.nanoTime() < end) {
            try {
                if (seesTheDemo(api)) {
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        throw new IOException(
                "the demo is not to be seen:\n%s\n%s"
                        .formatted(
                                compose.run("ps").out(),
                                compose.run("logs", "--no-color", "--tail=20").out()),
                last);
    }
}
