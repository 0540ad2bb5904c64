// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real Consul server on loopback, which can be stopped and started again at the same port.
final class ConsulAgent implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Path folder;
    private final String configuration;
    private final int port;
    private final List<Integer> innerPorts = new ArrayList<>();
    private final boolean isInContainer = PartContainer.stands("consul", "consul");
    private @Nullable PartContainer container;
    private @Nullable Process process;

    private ConsulAgent(Path folder, String configuration) throws IOException {
        this.folder = folder;
        this.configuration = configuration;
        this.port = freePort();
        for (int i = 0; i < 2; i++) {
            innerPorts.add(freePort());
        }
    }

    /// Starts one, or fails or leaves out the test if there is no Consul.
    ///
    /// @param folder for its data
    /// @param configuration what else it is to be told, in Consul's own language
    static ConsulAgent start(Path folder, String configuration)
            throws IOException, InterruptedException {
        ConsulAgent agent = new ConsulAgent(folder, configuration);
        try {
            agent.start();
            return agent;
        } catch (IOException | InterruptedException | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Starts it again, with the data it had.
    void start() throws IOException, InterruptedException {
        if (isInContainer) {
            startContainer();
            return;
        }
        Files.createDirectories(folder);
        Process started =
                new ProcessBuilder(command())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolveSibling("consul.log").toFile())
                        .start();
        process = started;
        long end = System.nanoTime() + START.toNanos();
        while (!leads()) {
            if (!started.isAlive() || System.nanoTime() > end) {
                stop();
                throw new IOException(
                        "Consul did not start: "
                                + Files.readString(folder.resolveSibling("consul.log")));
            }
            pause();
        }
    }

    private void startContainer() throws IOException, InterruptedException {
        PartContainer started = container;
        if (started == null) {
            started = PartContainer.of("hashicorp/consul", port, 8500);
            container = started;
            started.run(
                    Map.of(),
                    "agent",
                    "-server",
                    "-bootstrap-expect=1",
                    "-client=0.0.0.0",
                    "-data-dir=/consul/data",
                    "-node=test",
                    "-hcl=performance { raft_multiplier = 1 }",
                    "-hcl=disable_update_check = true",
                    "-hcl=" + configuration);
        } else {
            started.startAgain();
        }
        long end = System.nanoTime() + START.toNanos();
        while (!leads()) {
            if (!started.isAlive() || System.nanoTime() > end) {
                throw new IOException("Consul did not start: " + started.output());
            }
            pause();
        }
    }

    private List<String> command() {
        return List.of(
                RealPart.made("consul", "consul").toString(),
                "agent",
                "-server",
                "-bootstrap-expect=1",
                "-bind=127.0.0.1",
                "-client=127.0.0.1",
                "-data-dir=" + folder,
                "-node=test",
                "-http-port=" + port,
                "-server-port=" + innerPorts.get(0),
                "-serf-lan-port=" + innerPorts.get(1),
                "-serf-wan-port=-1",
                "-dns-port=-1",
                "-grpc-port=-1",
                "-hcl=performance { raft_multiplier = 1 }",
                "-hcl=disable_update_check = true",
                "-hcl=" + configuration);
    }

    /// Whether it leads, and so answers.
    private boolean leads() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://" + address() + "/v1/status/leader"))
                            .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body().length() > 3;
        } catch (IOException _) {
            return false;
        }
    }

    private static void pause() throws InterruptedException {
        new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
    }

    /// `host:port` of its HTTP API.
    String address() {
        return "127.0.0.1:" + port;
    }

    /// Stops it; its data stays.
    void stop() throws InterruptedException {
        if (container != null) {
            container.stop();
        }
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(10, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        }
        process = null;
    }

    /// Ends it as a crash would; its data stays.
    void kill() {
        if (container != null) {
            container.kill();
        }
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
        }
        process = null;
    }

    /// Takes away its data; it must be stopped.
    void loseData() throws IOException {
        if (container != null) {
            container.end();
            container = null;
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        if (container != null) {
            container.end();
        }
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
