// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlainRouteTest {

    private TestServer server;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer(Settings.defaults().with(LimitFlags.INGESTION_BODY_LIMIT_MB, 1.0));
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @Test
    void answersWithTheBody() throws Exception {
        assertThat(TestServer.text(server.post("/ingest", new byte[300_000])))
                .isEqualTo("anonymous 300000");
    }

    @Test
    void leavesAGzippedBodyAsItIs() throws Exception {
        byte[] packed = Gzip.pack(new byte[1000]);

        HttpResponse<byte[]> response = server.post("/ingest", packed, "Content-Encoding", "gzip");

        assertThat(TestServer.text(response)).isEqualTo("anonymous " + packed.length);
    }

    @Test
    void matchesPrefixesAndReadsParameters() throws Exception {
        assertThat(TestServer.text(server.get("/echo/a%20b/c?q=1&q=x%2By")))
                .isEqualTo("/echo/a b/c [1, x+y]");
    }

    @Test
    void refusesWithTheErrorDocument() throws Exception {
        HttpResponse<byte[]> response = server.get("/refuse");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.type(response)).isEqualTo("application/json");
        assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(TestServer.text(response))
                .isEqualTo("{\"code\":\"invalid_argument\",\"message\":\"no \\\"query\\\" <b>\"}");
    }

    @Test
    void hidesWhatNobodyForesaw() throws Exception {
        HttpResponse<byte[]> response = server.get("/break");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(TestServer.text(response))
                .contains("internal error (id ")
                .doesNotContain("secret");
    }

    @Test
    void refusesALargeBodyWith413() throws Exception {
        HttpResponse<byte[]> response = server.post("/ingest", new byte[(1 << 20) + 1]);

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(TestServer.text(response))
                .startsWith(
                        "{\"code\":\"invalid_argument\",\"message\":\"request body too large: ");
    }

    @Test
    void refusesALargeBodyOfUnknownLengthWith413() throws Exception {
        byte[] large = new byte[3 << 20];
        HttpRequest.Builder request =
                server.request("/ingest")
                        .POST(
                                HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(large)));

        assertThat(server.send(request).statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({"GET,/ingest", "PUT,/ingest", "POST,/refuse", "DELETE,/", "POST,/ready"})
    void anotherMethodGives405WithoutABody(String method, String path) throws Exception {
        HttpResponse<byte[]> response =
                server.send(
                        server.request(path).method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("allow")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/render", "/ingest/", "/ingestion", "/apis", "/assets/none.js", "/UI"})
    void anUnknownPathIsAPageNotFound(String path) throws Exception {
        HttpResponse<byte[]> response = server.get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(TestServer.text(response)).isEqualTo("404 page not found\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/api/v1/nothing"})
    void anUnknownPathOfTheApiIsJson(String path) throws Exception {
        HttpResponse<byte[]> response = server.get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(TestServer.text(response))
                .isEqualTo("{\"code\":5,\"message\":\"Not Found\",\"details\":[]}");
    }

    @Test
    void gzipsLargeAnswersForWhoTakesThem() throws Exception {
        HttpResponse<byte[]> packed = server.get("/big", "Accept-Encoding", "deflate, gzip;q=0.9");

        assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .hasSize(5000);
    }

    @ParameterizedTest
    @CsvSource({"/big,identity", "/big,gzip;q=0", "/small,gzip"})
    void leavesOtherAnswersAsTheyAre(String path, String encoding) throws Exception {
        HttpResponse<byte[]> response = server.get(path, "Accept-Encoding", encoding);

        assertThat(response.headers().firstValue("content-encoding")).isEmpty();
    }

    @Test
    void answersHeadLikeGetWithoutTheBody() throws Exception {
        HttpResponse<byte[]> response =
                server.send(
                        server.request("/small")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void speaksHttp2WithoutTls() throws Exception {
        HttpRequest.Builder request =
                server.request("/small").version(HttpClient.Version.HTTP_2).GET();

        HttpResponse<byte[]> response = server.send(request);

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(TestServer.text(response)).isEqualTo("small");
    }

    @Test
    void showsATextWhereThePageWasNotBuilt() throws Exception {
        HttpResponse<byte[]> response = server.get("/");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(TestServer.text(response)).contains("Node.js").contains("curl");
    }

    @Test
    void redirectsTheOldPlaceOfThePage() throws Exception {
        HttpResponse<byte[]> response = server.get("/ui/x");

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("location")).hasValue("/");
    }

    @Test
    void isReadyUntilACheckSaysOtherwise() throws Exception {
        try (TestServer other = TestServer.start()) {
            HttpResponse<byte[]> before = other.get("/ready");
            other.readiness.add(ReadinessCheck.of("ingester", () -> "replaying its log"));
            HttpResponse<byte[]> after = other.get("/ready");

            assertThat(before.statusCode()).isEqualTo(200);
            assertThat(TestServer.text(before).strip()).isEqualTo("ready");
            assertThat(after.statusCode()).isEqualTo(503);
            assertThat(TestServer.text(after)).isEqualTo("ingester not ready: replaying its log\n");
        }
    }

    @Test
    void tellsTheBuild() throws Exception {
        HttpResponse<byte[]> response = server.get("/api/v1/status/buildinfo");

        assertThat(TestServer.type(response)).isEqualTo("application/json");
        assertThat(TestServer.text(response))
                .isEqualTo(
                        "{\"status\":\"success\",\"data\":{\"version\":\"1.2.3\",\"revision\":\"abc\",\"branch\":\"main\",\"buildUser\":\"\",\"buildDate\":\"2026-01-01T00:00:00Z\",\"goVersion\":\"\"}}");
    }

    @Test
    void showsTheConfiguration() throws Exception {
        assertThat(TestServer.text(server.get("/api/v1/status/config")))
                .contains("limits:\n")
                .contains("  ingestion_body_limit_mb: 1\n")
                .contains("multitenancy_enabled: false\n");
        assertThat(TestServer.text(server.get("/api/v1/status/config/diff")))
                .isEqualTo("limits:\n  ingestion_body_limit_mb: 1\n");
        assertThat(TestServer.text(server.get("/api/v1/status/config/default")))
                .contains("  ingestion_body_limit_mb: 256\n");
    }
}
