// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.PushLimitFlags;
import dev.hearth.config.TenantLimits;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.server.Endpoints;
import dev.hearth.server.HttpServer;
import dev.hearth.server.RpcService;
import dev.hearth.server.ServerConfig;
import io.micrometer.core.instrument.Counter;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same over a real port, one for all tests because it takes long to open and close: what
/// clients send, and the status they get.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PushOverHttpTest {

    private static final String PUSH = "/push.v1.PusherService/Push";

    /// A tenant whose answers are held back.
    private static final String SLOW = "slow";

    private static final byte[] PPROF = Pprofs.cpu().sample(7, "leaf", "root").bytes();

    private final TenantLimits limits = PushFixture.limits(LimitFlags.INGESTION_BODY_LIMIT_MB, 0.1);
    private final TenantLimits delayed =
            PushFixture.limits(PushLimitFlags.ARTIFICIAL_DELAY, Duration.ofSeconds(1));
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
                            List.of(RpcService.writing(fixture.module().pushService())),
                            fixture.module().pushPaths(),
                            fixture.module().oversized()),
                    tenant -> tenant.value().equals(SLOW) ? delayed : limits,
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

    @Test
    void takesWhatTheRustClientSends() throws Exception {
        PushRequest request =
                PushRequest.newBuilder()
                        .addSeries(PushFixture.series(PushFixture.cpuOf("web"), PPROF))
                        .build();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
            request.writeTo(gzip);
        }

        HttpResponse<String> reply =
                send(
                        post(PUSH, body.toByteArray())
                                .header("Content-Type", "application/proto")
                                .header("Content-Encoding", "gzip"));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(fixture.sink.appends().getFirst().tenant()).isEqualTo(PushFixture.TENANT);
    }

    @Test
    void takesJson() throws Exception {
        String body =
                """
                {"series": [{"labels": [{"name": "__name__", "value": "process_cpu"}],
                             "samples": [{"ID": "1", "rawProfile": "%s"}]}], "more": 1}
                """
                        .formatted(Base64.getEncoder().encodeToString(PPROF));

        HttpResponse<String> reply = send(json(body));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{}");
        assertThat(fixture.sink.label("service_name")).containsExactly("unknown_service");
    }

    @Test
    void takesFoldedTextAsTheDocumentationSendsIt() throws Exception {
        HttpResponse<String> reply =
                send(
                        post(
                                "/ingest?name=curl-test-app&from=1615709120&until=1615709130",
                                "foo;bar 100\n foo;baz 200".getBytes(StandardCharsets.UTF_8)));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(fixture.sink.profiles()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                      | 400 | {"code":"invalid_argument","message":"no profiles received"}
                    {"series": [{}]}        | 400 | {"code":"invalid_argument","message":"no profiles received"}
                    {                       | 400 | {"code":"invalid_argument"
                    {"series": 7}           | 400 | {"code":"invalid_argument"
                    """)
    void refusesRequestsWithoutProfiles(String body, int status, String start) throws Exception {
        HttpResponse<String> reply = send(json(body));

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.body()).startsWith(start);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /push.v1.PusherService/Push, application/json, 405",
        "PUT,  /push.v1.PusherService/Push, application/json, 405",
        "POST, /push.v1.PusherService/Push, text/plain,       415",
        "POST, /push.v1.PusherService/Pull, application/json, 404",
        "GET,  /ingest,                     text/plain,       405",
        "GET,  /pyroscope/ingest,           text/plain,       405"
    })
    void refusesOtherMethodsAndTypes(String method, String path, String type, int status)
            throws Exception {
        HttpRequest.Builder request =
                request(path)
                        .method(method, BodyPublishers.ofString("{}"))
                        .header("Content-Type", type);

        assertThat(send(request).statusCode()).isEqualTo(status);
    }

    @Test
    void refusesACallWithoutTenant() throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.address() + "/ingest?name=a"))
                        .POST(BodyPublishers.ofString("a 1"));

        HttpResponse<String> reply = send(request);

        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.body()).contains("no org id");
    }

    @Test
    void refusesABodyOverTheLimit() throws Exception {
        HttpResponse<String> reply = send(post("/ingest?name=a", new byte[200_000]));

        assertThat(reply.statusCode()).isEqualTo(413);
        assertThat(reply.body())
                .startsWith("{\"code\":\"invalid_argument\",\"message\":\"request body too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ingest?name=a", "/pyroscope/ingest?name=a", PUSH})
    void countsBodiesOverTheLimit(String path) throws Exception {
        double samples = oversized("samples");
        double bytes = oversized("bytes");

        HttpResponse<String> reply =
                send(post(path, new byte[200_000]).header("Content-Type", "application/proto"));

        assertThat(reply.statusCode()).isEqualTo(path.equals(PUSH) ? 429 : 413);
        assertThat(oversized("samples")).isEqualTo(samples + 1);
        assertThat(oversized("bytes")).isEqualTo(bytes + limits.ingest().bodyLimitBytes());
    }

    private double oversized(String what) {
        Counter counter =
                fixture.meters
                        .find("pyroscope_discarded_" + what + "_total")
                        .tags("reason", "body_size_limit_exceeded")
                        .counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void tellsWhenToTryAgain() throws Exception {
        fixture.sink.failWith("disk full");

        HttpResponse<String> reply =
                send(post("/ingest?name=a", "a 1".getBytes(StandardCharsets.UTF_8)));

        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(reply.headers().firstValue("Retry-After")).isPresent();
        assertThat(reply.body()).startsWith("{\"code\":\"unavailable\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ingest?name=a", "/pyroscope/ingest?name=a"})
    void holdsAnswersBackIfTheTenantsLimitsSaySo(String path) throws Exception {
        long start = System.nanoTime();

        HttpResponse<String> reply = send(slow(path).POST(BodyPublishers.ofString("a 1")));

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(900));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Server-Timing").orElse(""))
                .matches("artificial_delay;dur=[0-9]+\\.[0-9]+");
    }

    @Test
    void holdsAnswersOfTheRpcBackToo() throws Exception {
        HttpResponse<String> reply =
                send(
                        slow(PUSH)
                                .POST(
                                        BodyPublishers.ofByteArray(
                                                PushRequest.newBuilder()
                                                        .addSeries(
                                                                PushFixture.series(
                                                                        PushFixture.cpuOf("web"),
                                                                        PPROF))
                                                        .build()
                                                        .toByteArray()))
                                .header("Content-Type", "application/proto"));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Server-Timing").orElse(""))
                .startsWith("artificial_delay;dur=");
    }

    @Test
    void answersRefusalsAndOtherTenantsAtOnce() throws Exception {
        HttpResponse<String> refusal = send(slow("/ingest").POST(BodyPublishers.ofString("a 1")));
        HttpResponse<String> other =
                send(post("/ingest?name=a", "a 1".getBytes(StandardCharsets.UTF_8)));

        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refusal.headers().map()).doesNotContainKey("server-timing");
        assertThat(other.headers().map()).doesNotContainKey("server-timing");
    }

    private HttpRequest.Builder slow(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("X-Scope-OrgID", SLOW);
    }

    private HttpRequest.Builder json(String body) {
        return post(PUSH, body.getBytes(StandardCharsets.UTF_8))
                .header("Content-Type", "application/json");
    }

    private HttpRequest.Builder post(String path, byte[] body) {
        return request(path).POST(BodyPublishers.ofByteArray(body));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("X-Scope-OrgID", PushFixture.TENANT.value());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
