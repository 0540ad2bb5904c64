// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.ConfigLoader;
import dev.hearth.config.StartRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The whole program, wired as [Main] wires it, on a free port of the loopback address; without
/// self-profiling.
final class RunningProgram implements AutoCloseable {

    private final Wiring wiring;
    private final HttpClient client = HttpClient.newHttpClient();

    RunningProgram(Path folder) throws IOException, ConfigException {
        BuildInfo build = Main.build();
        ConfigLoader loader = new ConfigLoader(Wiring.flags(), build, Map.of());
        StartRequest request =
                loader.load(
                        List.of(
                                "-data-dir=" + folder,
                                "-server.http-listen-address=127.0.0.1",
                                "-server.http-listen-port=0",
                                "-self-profiling.disable-push=true"));
        if (!(request instanceof StartRequest.Run run)) {
            throw new IllegalStateException("program does not run (expected a start)");
        }
        wiring = new Wiring(loader.flags(), run.settings(), build);
        wiring.start();
    }

    Wiring wiring() {
        return wiring;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
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
