// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.ConfigLoader;
import dev.hearth.config.StartRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The whole program, wired as [Main] wires it, on a free port of the loopback address; without
/// self-profiling.
final class RunningProgram implements AutoCloseable {

    private final Wiring wiring;
    private final HttpClient client = HttpClient.newHttpClient();

    /// @param more arguments besides those that every test needs
    RunningProgram(Path folder, String... more) throws IOException, ConfigException {
        BuildInfo build = Main.build();
        ConfigLoader loader = new ConfigLoader(Wiring.flags(), build, Map.of());
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("-data-dir=" + folder);
        arguments.add("-server.http-listen-address=127.0.0.1");
        arguments.add("-server.http-listen-port=0");
        arguments.add("-self-profiling.disable-push=true");
        StartRequest request = loader.load(arguments);
        if (!(request instanceof StartRequest.Run run)) {
            throw new IllegalStateException("program does not run (expected a start)");
        }
        wiring = new Wiring(loader.flags(), run.settings(), build);
        wiring.start();
    }

    /// The argument for a runtime file that sets one limit of the tenant `anonymous`.
    static String limits(Path folder) throws IOException {
        Path file = folder.resolve("limits.yaml");
        Files.writeString(file, "overrides: {anonymous: {ingestion_rate_mb: 10}}");
        return "-runtime-config.file=" + file;
    }

    /// The arguments for a process that is one of several, of which the others are not there.
    ///
    /// @param more arguments besides
    static String[] clustered(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(more));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            arguments.add("-memberlist.bind-port=" + free.getLocalPort());
        }
        arguments.add("-ring.store=memberlist");
        arguments.add("-memberlist.bind-addr=127.0.0.1");
        arguments.add("-ring.instance-addr=127.0.0.1");
        arguments.add("-server.grpc-listen-address=127.0.0.1");
        arguments.add("-server.grpc-listen-port=0");
        return arguments.toArray(String[]::new);
    }

    Wiring wiring() {
        return wiring;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> get(String path, String header, String value)
            throws IOException, InterruptedException {
        return send(request(path).header(header, value).GET());
    }

    HttpResponse<String> postJson(String path, String body, String header, String value)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .header(header, value)
                        .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> post(String path, String header, String value, byte[] body)
            throws IOException, InterruptedException {
        return send(request(path).header(header, value).POST(BodyPublishers.ofByteArray(body)));
    }

    HttpResponse<String> post(String path, String contentType, String body)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(wiring.uri() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        client.close();
        wiring.close();
    }
}
