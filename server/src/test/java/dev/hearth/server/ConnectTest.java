// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.RawProfileSeries;
import dev.hearth.proto.push.v1.RawSample;
import dev.hearth.proto.querier.v1.ProfileTypesRequest;
import dev.hearth.proto.querier.v1.ProfileTypesResponse;
import dev.hearth.proto.types.v1.LabelNamesRequest;
import java.io.ByteArrayInputStream;
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
final class ConnectTest {

    private static final String TYPES = "/querier.v1.QuerierService/ProfileTypes";
    private static final String NAMES = "/querier.v1.QuerierService/LabelNames";
    private static final String PUSH = "/push.v1.PusherService/Push";

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
    void answersJson() throws Exception {
        HttpResponse<byte[]> response = server.postJson(TYPES, "{\"start\":\"12\",\"end\":13}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(TestServer.type(response)).isEqualTo("application/json");
        assertThat(TestServer.text(response))
                .isEqualTo("{\"profileTypes\":[{\"ID\":\"anonymous\",\"name\":\"12\"}]}");
    }

    @Test
    void answersProto() throws Exception {
        byte[] body = ProfileTypesRequest.newBuilder().setStart(7).build().toByteArray();

        HttpResponse<byte[]> response =
                server.post(TYPES, body, "Content-Type", "application/proto");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(TestServer.type(response)).isEqualTo("application/proto");
        assertThat(ProfileTypesResponse.parseFrom(response.body()).getProfileTypes(0).getName())
                .isEqualTo("7");
    }

    @Test
    void takesAnEmptyProtoBodyForAnEmptyMessage() throws Exception {
        HttpResponse<byte[]> response =
                server.post(TYPES, new byte[0], "Content-Type", "application/proto");

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void ignoresUnknownFieldsAndOmitsEmptyOnes() throws Exception {
        HttpResponse<byte[]> response =
                server.postJson(TYPES, "{\"start\":0,\"never_heard\":{\"a\":[1]}}");

        assertThat(TestServer.text(response))
                .contains("\"ID\":\"anonymous\"")
                .doesNotContain("sampleType");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "{",
                "{start:1}",
                "{\"start\":1,}",
                "{\"start\":1} x",
                "[]",
                "null",
                "{\"start\":\"abc\"}",
                "{\"start\":1.5}",
                "{\"start\":{}}",
            })
    void refusesAMalformedJsonBody(String body) throws Exception {
        HttpResponse<byte[]> response = server.postJson(TYPES, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.type(response)).isEqualTo("application/json");
        assertThat(TestServer.text(response))
                .startsWith("{\"code\":\"invalid_argument\",\"message\":\"");
    }

    @Test
    void refusesDeepJson() throws Exception {
        HttpResponse<byte[]> response = server.postJson(TYPES, "{\"x\":" + "[".repeat(5000));

        assertThat(response.statusCode()).isEqualTo(400);
    }

    @Test
    void refusesMalformedProto() throws Exception {
        HttpResponse<byte[]> response =
                server.post(TYPES, new byte[] {8, -1}, "Content-Type", "application/proto");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.text(response)).startsWith("{\"code\":\"invalid_argument\"");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,text/plain,415",
        "POST,application/connect+proto,415",
        "POST,application/x-protobuf,415",
        "POST,,415",
        "GET,application/json,405",
        "PUT,application/json,405",
        "DELETE,application/json,405",
        "PATCH,application/json,405",
    })
    void refusesOtherMethodsAndTypesWithoutABody(String method, String type, int status)
            throws Exception {
        java.net.http.HttpRequest.Builder request =
                server.request(TYPES)
                        .method(method, java.net.http.HttpRequest.BodyPublishers.ofString("{}"));
        if (type != null) {
            request.header("Content-Type", type);
        }

        HttpResponse<byte[]> response = server.send(request);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/querier.v1.QuerierService/Nothing", "/nobody.v1.Service/Get", "/nothing"})
    void anUnknownPathIsAPageNotFound(String path) throws Exception {
        HttpResponse<byte[]> response = server.postJson(path, "{}");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(TestServer.text(response).strip()).isEqualTo("404 page not found");
        assertThat(TestServer.type(response)).startsWith("text/plain");
    }

    @Test
    void sendsAServicesRefusal() throws Exception {
        HttpResponse<byte[]> response = server.postJson(PUSH, "{}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.text(response))
                .isEqualTo("{\"code\":\"invalid_argument\",\"message\":\"no profiles received\"}");
    }

    @Test
    void aMethodThatNobodyWroteIsUnimplemented() throws Exception {
        HttpResponse<byte[]> response =
                server.postJson("/querier.v1.QuerierService/SelectSeries", "{}");

        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(TestServer.text(response)).startsWith("{\"code\":\"unimplemented\"");
    }

    @Test
    void hidesWhatNobodyForesaw() throws Exception {
        HttpResponse<byte[]> response =
                server.postJson("/querier.v1.QuerierService/LabelValues", "{}");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(TestServer.text(response))
                .matches(
                        "\\{\"code\":\"internal\",\"message\":\"internal error \\(id [0-9a-f]{16}\\)\"}");
    }

    @Test
    void takesGzip() throws Exception {
        HttpResponse<byte[]> response =
                server.post(
                        TYPES,
                        Gzip.pack(
                                "{\"start\":5}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        "Content-Type",
                        "application/json",
                        "Content-Encoding",
                        "gzip");

        assertThat(TestServer.text(response)).contains("\"name\":\"5\"");
    }

    @Test
    void sendsGzipToWhoTakesIt() throws Exception {
        byte[] request =
                LabelNamesRequest.newBuilder().addMatchers("x".repeat(4000)).build().toByteArray();

        HttpResponse<byte[]> response =
                server.post(
                        NAMES,
                        request,
                        "Content-Type",
                        "application/proto",
                        "Accept-Encoding",
                        "gzip");

        assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
                .hasSizeGreaterThan(4000);
    }

    @Test
    void refusesWhatIsNoGzip() throws Exception {
        HttpResponse<byte[]> response = server.postJson(TYPES, "{}", "Content-Encoding", "gzip");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.text(response)).contains("the body is no gzip");
    }

    @Test
    void refusesAnUnknownEncoding() throws Exception {
        HttpResponse<byte[]> response = server.postJson(TYPES, "{}", "Content-Encoding", "br");

        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(TestServer.text(response)).startsWith("{\"code\":\"unimplemented\"");
    }

    @Test
    void stopsAGzipBombAtTheLimit() throws Exception {
        byte[] bomb = Gzip.pack(push(50 << 20).toByteArray());

        HttpResponse<byte[]> response =
                server.post(
                        PUSH,
                        bomb,
                        "Content-Type",
                        "application/proto",
                        "Content-Encoding",
                        "gzip");

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(TestServer.text(response))
                .startsWith("{\"code\":\"resource_exhausted\"")
                .contains("-distributor.ingestion-body-limit-mb");
    }

    @Test
    void refusesALargeBody() throws Exception {
        HttpResponse<byte[]> response =
                server.post(PUSH, push(2 << 20).toByteArray(), "Content-Type", "application/proto");

        assertThat(response.statusCode()).isEqualTo(429);
    }

    @Test
    void takesABodyBelowTheLimit() throws Exception {
        HttpResponse<byte[]> response =
                server.post(
                        PUSH, push(1000_000).toByteArray(), "Content-Type", "application/proto");

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|false",
                "*/*;allow-utf8-labelnames=true|true",
                "application/json, text/plain; q=0.5; allow-utf8-labelnames=true|true",
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2|false",
                "application/json;allow-utf8-labelnames=false|false",
            })
    void tellsServicesWhatTheClientCanTake(String accept, boolean allowed) throws Exception {
        HttpResponse<byte[]> response = server.postJson(NAMES, "{}", "Accept", accept);

        assertThat(TestServer.text(response)).isEqualTo("{\"names\":[\"" + allowed + "\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/", "a b", "text/html;q", "text/html;=1", "/x", "a/b;c=\"d"})
    void refusesAMalformedAcceptOnAnyRoute(String accept) throws Exception {
        for (HttpResponse<byte[]> response :
                java.util.List.of(
                        server.postJson(NAMES, "{}", "Accept", accept),
                        server.get("/small", "Accept", accept))) {
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(TestServer.text(response)).startsWith("Invalid header format: ");
            assertThat(TestServer.type(response)).startsWith("text/plain");
        }
    }

    private static PushRequest push(int bytes) {
        return PushRequest.newBuilder()
                .addSeries(
                        RawProfileSeries.newBuilder()
                                .addSamples(
                                        RawSample.newBuilder()
                                                .setRawProfile(
                                                        ByteString.copyFrom(new byte[bytes]))))
                .build();
    }
}
