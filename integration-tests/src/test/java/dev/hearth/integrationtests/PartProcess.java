// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A server that tests talk to, in a process of its own on a loopback port.
public final class PartProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STEP = Duration.ofMillis(50);

    private final Running running;
    private final InetSocketAddress address;

    private PartProcess(Running running, InetSocketAddress address) {
        this.running = running;
        this.address = address;
    }

    /// What runs, and how it ends.
    interface Running {

        /// Whether there is any sense in waiting for it.
        boolean isAlive();

        /// Ends it in order.
        void end();

        /// Ends it as a crash would, and returns when it is gone.
        void kill();

        /// What it was called and what it said, for who looks for an error.
        String output() throws IOException;
    }

    /// A process.
    private record OfProcess(Process process, Path log) implements Running {

        @Override
        public boolean isAlive() {
            return process.isAlive();
        }

        @Override
        public void end() {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void kill() {
            process.destroyForcibly();
            process.onExit().join();
        }

        @Override
        public String output() throws IOException {
            return process.info().command().orElse("part")
                    + "\n"
                    + Files.readString(log, StandardCharsets.UTF_8);
        }
    }

    /// A port that is free now.
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Starts a server and waits until it answers.
    ///
    /// @param folder where it runs; its output goes to the file `log` there
    /// @param path answers with a status below 500 when the server is ready
    public static PartProcess start(
            Path folder, int port, String path, Map<String, String> environment, String... command)
            throws IOException {
        return awaited(launch(folder, port, environment, command), path);
    }

    /// The same for what runs already, in a container.
    static PartProcess of(Running running, int port, String path) throws IOException {
        return awaited(new PartProcess(running, loopback(port)), path);
    }

    private static PartProcess awaited(PartProcess part, String path) throws IOException {
        try {
            part.await(http -> part.answers(http, path));
            return part;
        } catch (IOException | RuntimeException e) {
            part.close();
            throw e;
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// As [#start], for a server that speaks something else: it is ready when it takes connections.
    static PartProcess startWithoutHttp(
            Path folder, int port, Map<String, String> environment, String... command)
            throws IOException {
        PartProcess part = launch(folder, port, environment, command);
        try {
            part.await(_ -> part.takesConnections());
            return part;
        } catch (IOException | RuntimeException e) {
            part.close();
            throw e;
        }
    }

    private static PartProcess launch(
            Path folder, int port, Map<String, String> environment, String... command)
            throws IOException {
        Files.createDirectories(folder);
        Path log = folder.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new PartProcess(new OfProcess(builder.start(), log), loopback(port));
    }

    /// Looks whether a server is ready.
    @FunctionalInterface
    private interface Look {

        boolean isReady(HttpClient http) throws IOException;
    }

    private void await(Look look) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (running.isAlive() && System.nanoTime() < end) {
                if (look.isReady(http)) {
                    return;
                }
                LockSupport.parkNanos(STEP.toNanos());
            }
        }
        throw new IOException("did not start: " + running.output());
    }

    private boolean answers(HttpClient http, String path) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(uri() + path))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Where it listens.
    InetSocketAddress address() {
        return address;
    }

    /// Where it listens.
    public URI uri() {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    /// Ends it as a crash would, and returns when it is gone.
    void kill() {
        running.kill();
    }

    @Override
    public void close() {
        running.end();
    }
}
