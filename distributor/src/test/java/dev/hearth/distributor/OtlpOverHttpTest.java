// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.server.Endpoints;
import dev.hearth.server.HttpServer;
import dev.hearth.server.RpcService;
import dev.hearth.server.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OTLP over a real port: content types, gzip, sizes, tenants, and the status that senders get.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtlpOverHttpTest {

    private static final String PATH = "/v1development/profiles";
    private static final String RPC_PATH =
            "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export";
    private static final String PROTOBUF = "application/x-protobuf";

    private final byte[] request = new Otlps().add("shop", Otlps.cpu(PushFixture.NOW, 3)).bytes();
    private final TenantLimits limits = PushFixture.limits(LimitFlags.INGESTION_BODY_LIMIT_MB, 0.1);
    private final PushFixture fixture = new PushFixture(limits);
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server =
            new HttpServer(
                    new ServerConfig(
                            new ServerConfig.Listen(
                                    "127.0.0.1", 0, "", "", Duration.ofSeconds(30), null),
                            true,
                            new ServerConfig.Federation(true, 0),
                            Duration.ofSeconds(30),
                            new ServerConfig.Load(100, 100 << 20),
                            Duration.ofSeconds(5)),
                    new Endpoints(
                            fixture.module().routes(),
                            List.of(RpcService.besideRoutes(fixture.module().otlpService())),
                            fixture.module().pushPaths(),
                            fixture.module().oversized()),
                    Limits.same(limits),
                    fixture.meters);

    @BeforeAll
    void start() throws Exception {
        server.start();
    }

    @BeforeEach
    void forget() {
        fixture.sink.clear();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, RPC_PATH})
    void answersAtBothPaths(String path) throws Exception {
        HttpResponse<String> reply = send(post(path, PROTOBUF, request));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).hasValue(PROTOBUF);
        assertThat(reply.body()).isEmpty();
        assertThat(fixture.sink.profiles()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, RPC_PATH})
    void takesGzip(String path) throws Exception {
        HttpRequest.Builder packed =
                post(path, PROTOBUF, gzip(request)).header("Content-Encoding", "gzip");

        assertThat(send(packed).statusCode()).isEqualTo(200);
        assertThat(fixture.sink.profiles()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, RPC_PATH})
    void refusesInPlainText(String path) throws Exception {
        byte[] large = new byte[200_000];
        assertRefused(
                400, post(path, PROTOBUF, new byte[0]), "missing profile metadata dictionary");
        assertRefused(400, post(path, "application/json", new byte[0]), "no OTLP JSON");
        assertRefused(400, post(path, "application/json", "{}".getBytes(UTF_8)), "missing profile");
        assertRefused(415, post(path, "text/plain", request), "content type is \"text/plain\"");
        assertRefused(415, post(path, "application/proto", request), "content type");
        assertRefused(415, post(path, PROTOBUF + "; charset=utf-8", request), "content type");
        assertRefused(
                413,
                post(path, PROTOBUF, gzip(large)).header("Content-Encoding", "gzip"),
                "-distributor.ingestion-body-limit-mb");
        assertThat(fixture.counter("pyroscope_discarded_bytes_total", "body_size_limit_exceeded"))
                .isEqualTo(
                        fixture.counter(
                                        "pyroscope_discarded_samples_total",
                                        "body_size_limit_exceeded")
                                * limits.ingest().bodyLimitBytes());
        assertRefused(
                400, post(path, PROTOBUF, request).header("Content-Encoding", "gzip"), "no gzip");
        assertRefused(
                415, post(path, PROTOBUF, request).header("Content-Encoding", "br"), "encoding");
        assertRefused(401, post(path, PROTOBUF, request).setHeader("X-Scope-OrgID", ""), "org id");
        assertThat(fixture.sink.appends()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, RPC_PATH})
    void allowsNothingButPost(String path) throws Exception {
        HttpResponse<String> reply = send(post(path, PROTOBUF, request).GET());

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.body()).isEmpty();
    }

    private void assertRefused(int status, HttpRequest.Builder call, String message)
            throws Exception {
        HttpResponse<String> reply = send(call);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers().firstValue("content-type"))
                .hasValue("text/plain; charset=utf-8");
        assertThat(reply.body()).contains(message).doesNotContain("{\"code\"");
    }

    private HttpRequest.Builder post(String path, String type, byte[] body) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
                .POST(BodyPublishers.ofByteArray(body))
                .header("Content-Type", type)
                .header("X-Scope-OrgID", PushFixture.TENANT.value());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
