// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.server.ConfigException;
import dev.hearth.server.ConfigLoader;
import dev.hearth.server.Settings;
import dev.hearth.server.StartRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;

/// A short life of the program after a build: starts, takes a profile, answers, stops.
///
/// What it loads goes into the cache of classes that the launcher has the virtual machine write, so
/// that later starts take half the time.
public final class WarmUp {

    private WarmUp() {}

    /// Runs it in a temporary folder on a free port.
    ///
    /// @throws IOException if something cannot be had, or the program answers otherwise than 200
    public static void main(String[] arguments)
            throws IOException, ConfigException, InterruptedException {
        Path folder = Files.createTempDirectory("hearth-warm-up-");
        try {
            live(folder);
        } finally {
            delete(folder);
        }
    }

    private static void live(Path folder)
            throws IOException, ConfigException, InterruptedException {
        ConfigLoader loader = new ConfigLoader(Wiring.flags(), Main.build(), Map.of());
        List<String> flags =
                List.of(
                        "-data-dir=" + folder,
                        "-server.http-listen-address=127.0.0.1",
                        "-server.http-listen-port=0",
                        "-self-profiling.disable-push=true");
        if (!(loader.load(flags) instanceof StartRequest.Run(Settings settings))) {
            throw new IOException("the flags ask for no run");
        }
        try (Wiring wiring = new Wiring(loader.flags(), settings, Main.build())) {
            wiring.start();
            use(wiring.uri());
        }
    }

    private static void use(String uri) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder push =
                    HttpRequest.newBuilder(URI.create(uri + "/ingest?name=warm-up.cpu"))
                            .POST(HttpRequest.BodyPublishers.ofString("main;work 2\nmain 1\n"));
            send(client, push);
            HttpRequest.Builder render =
                    HttpRequest.newBuilder(
                            URI.create(
                                    uri
                                            + "/pyroscope/render?from=now-1h&until=now&query="
                                            + "process_cpu:cpu:nanoseconds:cpu:nanoseconds%7B%7D"));
            send(client, render);
            send(client, HttpRequest.newBuilder(URI.create(uri + "/")));
        }
    }

    private static void send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "%s answered %d: %s"
                            .formatted(answer.uri(), answer.statusCode(), answer.body()));
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                            throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
