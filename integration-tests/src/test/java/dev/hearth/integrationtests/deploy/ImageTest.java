// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.integrationtests.PartProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The image, built and run by a real engine.
final class ImageTest {

    private static final String IMAGE = "hearth:test";

    private static DockerEngine engine;

    @BeforeAll
    static void build() throws IOException {
        engine = DockerEngine.startWithHearth(IMAGE);
    }

    @AfterAll
    static void stop() throws IOException {
        if (engine != null) {
            engine.close();
        }
    }

    /// Runs it as strictly as one can: nothing of its file system can be written but its volume,
    /// and it may do nothing that a plain program may not.
    private static String run(int port, String... arguments) throws IOException {
        return run(port, List.of(), List.of(arguments));
    }

    private static String run(int port, List<String> options, List<String> arguments)
            throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--detach",
                                "--network=host",
                                "--read-only",
                                "--cap-drop=ALL",
                                "--security-opt=no-new-privileges",
                                "--env=HEARTH_SERVER_HTTP_LISTEN_PORT=" + port));
        line.addAll(options);
        line.addAll(List.of(IMAGE, "-server.http-listen-address=127.0.0.1"));
        line.addAll(arguments);
        return engine.client().output(line.toArray(String[]::new)).strip();
    }

    private static String inspect(String what, String format) throws IOException {
        return engine.client().output("inspect", "--format=" + format, what).strip();
    }

    private static void awaitHealth(String container) throws IOException {
        long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
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

    private static HttpResponse<String> push(URI uri) throws IOException {
        return send(
                HttpRequest.newBuilder(uri.resolve("/ingest?name=boxed.cpu&from=now-10s&until=now"))
                        .POST(HttpRequest.BodyPublishers.ofString("main;work 100\n")));
    }

    private static HttpResponse<String> services(URI uri) throws IOException {
        long now = System.currentTimeMillis();
        String question =
                "{\"name\":\"service_name\",\"start\":%d,\"end\":%d}"
                        .formatted(now - 3_600_000, now + 60_000);
        return send(
                HttpRequest.newBuilder(uri.resolve("/querier.v1.QuerierService/LabelValues"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(question)));
    }

    @Test
    void servesFromAFileSystemThatCannotBeWrittenAndStopsInOrder() throws Exception {
        int port = PartProcess.freePort();
        URI uri = URI.create("http://127.0.0.1:" + port);

        String container = run(port);
        awaitHealth(container);
        HttpResponse<String> pushed = push(uri);
        HttpResponse<String> names = services(uri);
        engine.client().output("stop", "--time=60", container);

        assertThat(pushed.statusCode()).as(pushed.body()).isEqualTo(200);
        assertThat(names.body()).contains("boxed");
        assertThat(inspect(container, "{{.State.ExitCode}}")).isEqualTo("0");
        assertThat(engine.client().run("logs", container).err()).doesNotContain("level=warn");
    }

    /// Starts a component of a cluster that has its store in a volume of all.
    ///
    /// @param gossip where it gossips, then where others do
    /// @return its public address
    private static URI member(List<String> containers, String target, List<Integer> gossip)
            throws IOException {
        int port = PartProcess.freePort();
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-target=" + target,
                                "-data-dir=/own",
                                "-storage.filesystem.dir=/data",
                                "-self-profiling.disable-push=true",
                                "-server.grpc-listen-address=127.0.0.1",
                                "-server.grpc-listen-port=" + PartProcess.freePort(),
                                "-ring.store=memberlist",
                                "-ring.instance-addr=127.0.0.1",
                                "-memberlist.bind-addr=127.0.0.1",
                                "-memberlist.bind-port=" + gossip.getFirst()));
        gossip.forEach(other -> arguments.add("-memberlist.join=127.0.0.1:" + other));
        containers.add(
                run(
                        port,
                        List.of("--volume=store:/data", "--tmpfs=/own:uid=10001,gid=10001"),
                        arguments));
        return URI.create("http://127.0.0.1:" + port);
    }

    @Test
    void itsComponentsInContainersOfTheirOwnAreOneCluster() throws Exception {
        int first = PartProcess.freePort();
        List<String> containers = new ArrayList<>();

        member(containers, "ingester", List.of(first));
        URI distributor = member(containers, "distributor", List.of(PartProcess.freePort(), first));
        URI querier = member(containers, "querier", List.of(PartProcess.freePort(), first));
        member(containers, "compactor", List.of(PartProcess.freePort(), first));
        for (String container : containers) {
            awaitHealth(container);
        }
        // Members that have just come do not know all others yet.
        HttpResponse<String> pushed =
                await(() -> push(distributor), reply -> reply.statusCode() == 200);
        HttpResponse<String> names =
                await(() -> services(querier), reply -> reply.body().contains("boxed"));
        Command.Ended left =
                engine.client().run("exec", containers.getFirst(), "/opt/hearth/bin/leave");
        engine.client().output("stop", "--time=60", containers.getFirst());
        HttpResponse<String> without =
                await(() -> services(querier), reply -> reply.body().contains("boxed"));

        assertThat(pushed.statusCode()).as(pushed.body()).isEqualTo(200);
        assertThat(names.body()).contains("boxed");
        assertThat(left.status()).as(left.err()).isZero();
        assertThat(inspect(containers.getFirst(), "{{.State.ExitCode}}")).isEqualTo("0");
        assertThat(without.body()).as(logs(containers)).contains("boxed");
    }

    private static String logs(List<String> containers) throws IOException {
        StringBuilder logs = new StringBuilder();
        for (String container : containers) {
            logs.append(engine.client().run("logs", container).err()).append('\n');
        }
        return logs.toString();
    }

    /// Asks, and returns the answer.
    @FunctionalInterface
    private interface Question {

        HttpResponse<String> ask() throws IOException;
    }

    /// Asks for a minute at most, until the answer is the one that is waited for; returns the last.
    private static HttpResponse<String> await(
            Question question, Predicate<HttpResponse<String>> isGood) throws IOException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        HttpResponse<String> answer = question.ask();
        while (!isGood.test(answer) && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            answer = question.ask();
        }
        return answer;
    }

    /// A file that Pyroscope's image would read is read, and one at Hearth's own place comes first.
    @Test
    void readsItsConfigurationWhereItUsuallyLies(@TempDir Path folder) throws Exception {
        Path theirs = Files.writeString(folder.resolve("theirs.yaml"), "target: kitchen\n");
        Path own = Files.writeString(folder.resolve("own.yaml"), "target: cellar\n");
        String ofTheirs = "--volume=" + theirs + ":/etc/pyroscope/config.yaml:ro";
        String ofOwn = "--volume=" + own + ":/etc/hearth/config.yaml:ro";

        assertEnds(
                run(PartProcess.freePort(), List.of(ofTheirs), List.of()), "2", "is \"kitchen\"");
        assertEnds(
                run(PartProcess.freePort(), List.of(ofTheirs, ofOwn), List.of()),
                "2",
                "is \"cellar\"");
    }

    @Test
    void isSmall() throws Exception {
        assertThat(Long.parseLong(inspect(IMAGE, "{{.Size}}"))).isLessThan(500_000_000);
    }

    @Test
    void runsAsSomebodyWhoIsNotRoot() throws Exception {
        assertThat(inspect(IMAGE, "{{.Config.User}}")).isEqualTo("10001:10001");
        assertThat(inspect(IMAGE, "{{json .Config.Volumes}}")).contains("/data");
        assertThat(inspect(IMAGE, "{{json .Config.ExposedPorts}}")).contains("4040/tcp");
    }

    @Test
    void saysInOneLineWhatIsWrongWithItsArguments() throws Exception {
        assertEnds(run(PartProcess.freePort(), "-target=kitchen"), "2", "-target is \"kitchen\"");
    }

    @Test
    void saysInOneLineThatItsDiskCannotBeWritten() throws Exception {
        String container =
                run(
                        PartProcess.freePort(),
                        List.of("--mount=type=volume,source=locked,destination=/data,readonly"),
                        List.of());

        assertEnds(container, "1", "see -data-dir");
    }

    private static void assertEnds(String container, String status, String told)
            throws IOException {
        assertThat(engine.client().output("wait", container).strip()).isEqualTo(status);
        assertThat(engine.client().run("logs", container).err().lines())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains(told);
    }
}
