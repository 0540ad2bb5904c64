// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.Limits;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.server.Route.Access;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServerMetersTest {

    @Test
    void showsTheProcessTheBuildAndTheRequests() throws Exception {
        try (ServerMeters meters = new ServerMeters(new BuildInfo("1.2.3", "abc", "main", ""))) {
            Route hello =
                    new Route("GET", "/hello", Access.PUBLIC, _ -> HttpReply.text(200, "hello"));
            ServerConfig config =
                    ServerConfig.from(
                            Settings.defaults()
                                    .with(ServerFlags.HTTP_LISTEN_ADDRESS, "127.0.0.1")
                                    .with(ServerFlags.HTTP_LISTEN_PORT, 0));
            Endpoints endpoints = new Endpoints(List.of(hello, meters.route()), List.of());
            try (HttpServer server =
                            new HttpServer(
                                    config,
                                    endpoints,
                                    Limits.same(TenantLimits.defaults()),
                                    meters.registry());
                    HttpClient client = HttpClient.newHttpClient()) {
                server.start();
                get(client, server, "/hello");

                HttpResponse<String> response = get(client, server, "/metrics");

                assertThat(response.headers().firstValue("content-type"))
                        .hasValueSatisfying(
                                type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
                assertThat(response.body())
                        .contains(
                                "hearth_build_info{branch=\"main\",revision=\"abc\",version=\"1.2.3\"} 1")
                        .contains("jvm_memory_used_bytes")
                        .contains("process_files_open_files")
                        .contains("hearth_requests_inflight 1")
                        .containsPattern(
                                "hearth_request_duration_seconds_count\\{method=\"GET\",route=\"/hello\",status_code=\"200\",?} 1");
            }
        }
    }

    private static HttpResponse<String> get(HttpClient client, HttpServer server, String path)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
