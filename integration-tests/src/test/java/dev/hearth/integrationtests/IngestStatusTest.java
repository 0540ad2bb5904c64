// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The status of every case that the wire contract lists for the routes that take profiles.
///
/// What is not here:
///
/// - 408 for a body that cannot be read: it breaks off with its connection, and nobody is left to
///   be answered. `BadInputTest` sends such bodies.
/// - 500 for bytes that are no pprof, from `push.v1`, and for an OTLP profile that does not
///   convert, by HTTP: the contract calls the one a bug, and the other is the sender's fault as
///   well. Both get 400 here.
/// - 500 of the upload of a debug file, and 503 of all routes: the store or the log has to fail,
///   which is what `StoreOutageTest` and the distributor's own tests are for.
/// - OTLP by gRPC: it has codes and no statuses; `OtlpTest` has them.
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each setup
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IngestStatusTest {

    @Parameter private Setup setup;

    private static final String PUSH = "/push.v1.PusherService/Push";
    private static final List<String> OTLP_PATHS =
            List.of(
                    "/v1development/profiles",
                    "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export");

    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain";

    /// A tenant without limits of its own, and those that have one each.
    private static final String FREE = "free";

    private static final String SMALL = "small";
    private static final String USED = "used";
    private static final String CROWDED = "crowded";
    private static final String SLOW = "slow";
    private static final String YOUNG = "young";

    private static final String OVERRIDES =
            """
            overrides:
              small:
                ingestion_body_limit_mb: 0.002
              used:
                ingestion_limit:
                  period_type: hour
                  period_limit_mb: 1
                  limit_reset_time: 1700000000
                  limit_reached: true
              crowded:
                max_global_series_per_tenant: 1
              slow:
                ingestion_rate_mb: 0.000001
                ingestion_burst_size_mb: 0.000001
                max_profile_size_bytes: 2000
              young:
                reject_older_than: 1h
            """;

    private final Map<String, Api> apis = new TreeMap<>();
    private Served hearth;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) throws IOException {
        Path overrides = Files.writeString(data.resolve("overrides.yaml"), OVERRIDES);
        hearth =
                setup.start(
                        data.resolve("data"),
                        "-auth.multitenancy-enabled=true",
                        "-runtime-config.file=" + overrides,
                        "-self-profiling.disable-push=true");
        byte[] first = Pprofs.of(Instant.now(), "main", 1);
        assertThat(api(CROWDED).push(labels("first"), first, "1")).isEqualTo(200);
    }

    /// @param tenant empty for none
    private Api api(String tenant) {
        return apis.computeIfAbsent(
                tenant, name -> new Api(hearth.uri(), name.isEmpty() ? null : name));
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        apis.values().forEach(Api::close);
        apis.clear();
        hearth.close();
    }

    /// How a refusal looks.
    private enum Manner {
        /// `{"code":…,"message":…}`.
        CODE,
        /// Plain text.
        PLAIN
    }

    /// The cases of one route.
    private final class Cases {

        private final String route;
        private final Manner manner;
        private final List<DynamicTest> tests = new ArrayList<>();

        Cases(String route, Manner manner) {
            this.route = route;
            this.manner = manner;
        }

        /// @param code `code` of the answer; empty for one that has none
        Cases add(int status, String code, String name, Send send) {
            tests.add(
                    DynamicTest.dynamicTest(
                            "%s %d %s".formatted(route, status, name),
                            () -> {
                                HttpResponse<String> reply = send.send();
                                assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
                                assertBody(reply, code);
                            }));
            return this;
        }

        private void assertBody(HttpResponse<String> reply, String code) throws IOException {
            boolean isSuccess = reply.statusCode() == 200;
            if (isSuccess || reply.statusCode() == 405) {
                return;
            }
            String type = reply.headers().firstValue("content-type").orElse("");
            if (code.isEmpty() && reply.statusCode() == 415 && manner == Manner.CODE) {
                assertThat(reply.body()).isEmpty();
            } else if (code.isEmpty()) {
                assertThat(type).startsWith(TEXT);
                assertThat(reply.body()).isNotBlank().doesNotStartWith("{");
            } else {
                assertThat(type).isEqualTo(JSON);
                assertThat(Api.JSON.readTree(reply.body()).path("code").asText()).isEqualTo(code);
                assertThat(Api.JSON.readTree(reply.body()).path("message").asText()).isNotBlank();
            }
        }

        /// Every method but POST: no body.
        Cases othersThanPost(String path) {
            for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
                add(
                        405,
                        "",
                        method,
                        () -> {
                            HttpResponse<String> reply = api(FREE).sendAs(method, path);
                            assertThat(reply.body()).isEmpty();
                            return reply;
                        });
            }
            return this;
        }

        Stream<DynamicTest> stream() {
            return tests.stream();
        }
    }

    private interface Send {
        HttpResponse<String> send() throws IOException;
    }

    private Send post(String tenant, String path, String type, byte[] body) {
        return () -> api(tenant).send(path, type, body);
    }

    private Send ingest(String tenant, String query, byte[] body) {
        return post(tenant, "/ingest?" + query, "", body);
    }

    @TestFactory
    Stream<DynamicTest> ingest() throws IOException {
        byte[] pprof = pprof();
        byte[] text = bytes("a;b 1");
        Cases cases = new Cases("/ingest", Manner.CODE);
        cases.add(200, "", "pprof", ingest(FREE, "name=app&format=pprof", pprof));
        cases.add(
                200,
                "",
                "other_path",
                post(FREE, "/pyroscope/ingest?name=app&format=pprof", "", pprof));
        cases.add(200, "", "empty_pprof", ingest(FREE, "name=app&format=pprof", new byte[0]));
        cases.add(
                200,
                "",
                "multipart_pprof",
                post(FREE, "/ingest?name=app", "multipart/form-data; boundary=X", form(pprof)));
        for (String format : List.of("", "folded", "lines", "groups", "unknown")) {
            byte[] body = format.equals("lines") ? bytes("a;b\n") : text;
            cases.add(
                    200, "", "text " + format, ingest(FREE, "name=app.cpu&format=" + format, body));
        }
        cases.add(
                200,
                "",
                "text_with_profile_id",
                ingest(FREE, "name=" + ParamText.encode("app.cpu{profile_id=1}"), text));
        return Stream.of(cases.stream(), badMetadata(text), badBodies(text), limitsOfIngest(pprof))
                .flatMap(s -> s);
    }

    private Stream<DynamicTest> badMetadata(byte[] text) {
        Cases cases = new Cases("/ingest", Manner.CODE);
        String wrong = "invalid_argument";
        cases.add(400, wrong, "missing_name", ingest(FREE, "format=pprof", text));
        cases.add(400, wrong, "empty_name", ingest(FREE, "name=&format=jfr", text));
        for (String name : List.of("sv c", "{a=b}", "svc{a b=c}", "svc{=b}")) {
            cases.add(
                    400,
                    wrong,
                    "bad_characters " + name,
                    ingest(FREE, "format=pprof&name=" + ParamText.encode(name), text));
        }
        cases.add(400, wrong, "unknown_type_suffix", ingest(FREE, "name=my.app", text));
        cases.add(
                400,
                wrong,
                "text_with_a_long_label",
                ingest(
                        FREE,
                        "name=" + ParamText.encode("app.cpu{a=" + "x".repeat(2049) + "}"),
                        text));
        cases.add(400, wrong, "old_text", ingest(YOUNG, "name=app.cpu&from=1&until=2", text));
        cases.add(401, "unauthenticated", "no_tenant", ingest("", "name=app.cpu", text));
        return cases.othersThanPost("/ingest?name=app.cpu").stream();
    }

    private Stream<DynamicTest> badBodies(byte[] text) throws IOException {
        Cases cases = new Cases("/ingest", Manner.CODE);
        for (String format : List.of("pprof", "jfr", "speedscope", "trie", "tree")) {
            cases.add(
                    422,
                    "unknown",
                    "undecodable_" + format,
                    ingest(FREE, "name=app.cpu&format=" + format, text));
        }
        cases.add(422, "unknown", "undecodable_text", ingest(FREE, "name=app.cpu", bytes("a x")));
        cases.add(
                422,
                "unknown",
                "speedscope_without_schema",
                ingest(FREE, "name=app.cpu&format=speedscope", bytes("{}")));
        cases.add(
                422,
                "unknown",
                "multipart_without_boundary",
                post(FREE, "/ingest?name=app", "multipart/form-data", text));
        cases.add(
                422,
                "unknown",
                "pprof_with_a_long_label",
                ingest(
                        FREE,
                        "format=pprof&name=" + ParamText.encode("a{b=" + "x".repeat(2049) + "}"),
                        pprof()));
        cases.add(
                422,
                "unknown",
                "old_pprof",
                ingest(
                        YOUNG,
                        "name=app&format=pprof",
                        Pprofs.of(Instant.now().minus(Duration.ofHours(2)), "main", 1)));
        cases.add(
                422,
                "unknown",
                "large_pprof",
                ingest(
                        SLOW,
                        "name=app&format=pprof",
                        Pprofs.of(Instant.now(), "x".repeat(3000), 1)));
        return cases.stream();
    }

    private Stream<DynamicTest> limitsOfIngest(byte[] pprof) {
        Cases cases = new Cases("/ingest", Manner.CODE);
        String large = "invalid_argument";
        String exhausted = "resource_exhausted";
        cases.add(413, large, "large_body", ingest(SMALL, "name=app.cpu", new byte[5000]));
        for (String format : List.of("", "pprof")) {
            byte[] body = format.isEmpty() ? bytes("a;b 1") : pprof;
            String query = "name=app.cpu&format=" + format;
            cases.add(429, exhausted, "used_up " + format, ingest(USED, query, body));
            cases.add(429, exhausted, "too_many_series " + format, ingest(CROWDED, query, body));
        }
        return cases.stream();
    }

    @TestFactory
    Stream<DynamicTest> push() throws IOException {
        byte[] pprof = pprof();
        Cases cases = new Cases("Push", Manner.CODE);
        cases.add(200, "", "valid", push(FREE, "app", pprof));
        cases.add(200, "", "unknown_fields", post(FREE, PUSH, JSON, unknownFields(pprof)));
        String wrong = "invalid_argument";
        cases.add(400, wrong, "no_profiles", post(FREE, PUSH, JSON, bytes("{}")));
        cases.add(400, wrong, "no_samples", post(FREE, PUSH, JSON, bytes("{\"series\":[{}]}")));
        cases.add(400, wrong, "invalid_json", post(FREE, PUSH, JSON, bytes("{\"series\":")));
        cases.add(400, wrong, "empty_body", post(FREE, PUSH, JSON, new byte[0]));
        cases.add(
                400, wrong, "invalid_protobuf", post(FREE, PUSH, "application/proto", bytes("x")));
        cases.add(400, wrong, "no_pprof", push(FREE, "app", bytes("neither gzip nor pprof")));
        cases.add(400, wrong, "empty_service", push(FREE, "", pprof));
        cases.add(400, wrong, "long_label", push(FREE, "x".repeat(2049), pprof));
        cases.add(
                400,
                wrong,
                "old",
                push(YOUNG, "app", Pprofs.of(Instant.now().minus(Duration.ofHours(2)), "main", 1)));
        cases.add(
                400,
                wrong,
                "large_profile",
                push(SLOW, "app", Pprofs.of(Instant.now(), "x".repeat(3000), 1)));
        cases.add(401, "unauthenticated", "no_tenant", push("", "app", pprof));
        cases.add(
                404,
                "",
                "unknown_method",
                post(FREE, "/push.v1.PusherService/Pull", JSON, bytes("{}")));
        cases.add(415, "", "invalid_content_type", post(FREE, PUSH, TEXT, bytes("{}")));
        String exhausted = "resource_exhausted";
        cases.add(429, exhausted, "used_up", push(USED, "app", pprof));
        cases.add(429, exhausted, "too_many_series", push(CROWDED, "app", pprof));
        cases.add(429, exhausted, "large_body", post(SMALL, PUSH, JSON, new byte[5000]));
        cases.add(429, exhausted, "too_fast", this::untilTooFast);
        return cases.othersThanPost(PUSH).stream();
    }

    /// Labels count for the rate; those of a few pushes come to more than a bucket holds.
    private HttpResponse<String> untilTooFast() throws IOException {
        Map<String, String> labels = labels("app");
        for (int i = 0; i < 25; i++) {
            labels.put("label" + i, "x".repeat(2000));
        }
        HttpResponse<String> reply = api(SLOW).pushReply(labels, pprof(), "0");
        for (int i = 1; i < 10 && reply.statusCode() == 200; i++) {
            reply = api(SLOW).pushReply(labels, pprof(), Integer.toString(i));
        }
        return reply;
    }

    @TestFactory
    Stream<DynamicTest> otlp() {
        return OTLP_PATHS.stream().flatMap(this::otlp);
    }

    private Stream<DynamicTest> otlp(String path) {
        byte[] request = otlpRequest();
        Cases cases = new Cases(path, Manner.PLAIN);
        for (String type : List.of(PROTOBUF, "application/protobuf")) {
            cases.add(200, "", type, stored(post(FREE, path, type, request)));
        }
        cases.add(200, "", JSON, stored(post(FREE, path, JSON, otlpJson())));
        cases.add(400, "", "invalid_protobuf", post(FREE, path, PROTOBUF, new byte[] {8}));
        cases.add(400, "", "invalid_json", post(FREE, path, JSON, bytes("{")));
        cases.add(400, "", "no_dictionary", post(FREE, path, PROTOBUF, new byte[0]));
        cases.add(400, "", "old", post(YOUNG, path, PROTOBUF, oldOtlpRequest()));
        cases.add(401, "", "no_tenant", post("", path, PROTOBUF, request));
        for (String type : List.of(TEXT, "application/proto", PROTOBUF + "; charset=utf-8")) {
            cases.add(415, "", type, post(FREE, path, type, request));
        }
        cases.add(413, "", "large_body", post(SMALL, path, PROTOBUF, new byte[5000]));
        cases.add(429, "", "used_up", post(USED, path, PROTOBUF, request));
        cases.add(429, "", "too_many_series", post(CROWDED, path, PROTOBUF, request));
        return cases.othersThanPost(path).stream();
    }

    /// The answer says protobuf whatever the request was, and nothing else.
    private static Send stored(Send send) {
        return () -> {
            HttpResponse<String> reply = send.send();
            assertThat(reply.headers().firstValue("content-type")).hasValue(PROTOBUF);
            assertThat(reply.body()).isEmpty();
            return reply;
        };
    }

    @TestFactory
    Stream<DynamicTest> debugFiles() {
        String path = "/debuginfo.v1alpha1.DebuginfoService/Upload/";
        byte[] file = bytes("no ELF");
        Cases cases = new Cases("Upload", Manner.PLAIN);
        cases.add(400, "", "no_build_id", post(FREE, path + "xyz", "", file));
        cases.add(400, "", "no_elf", () -> begunUpload(path, "abcd", file));
        cases.add(400, "", "empty_body", () -> begunUpload(path, "abce", new byte[0]));
        cases.add(401, "", "no_tenant", post("", path + "abcd", "", file));
        cases.add(412, "", "not_begun", post(FREE, path + "abcf", "", file));
        return cases.othersThanPost(path + "abcd").stream();
    }

    private HttpResponse<String> begunUpload(String path, String id, byte[] file)
            throws IOException {
        ObjectNode request = Api.JSON.createObjectNode();
        request.putObject("file").put("gnuBuildId", id);
        api(FREE).call("debuginfo.v1alpha1.DebuginfoService/ShouldInitiateUpload", request);
        return api(FREE).send(path + id, "", file);
    }

    private Send push(String tenant, String service, byte[] pprof) {
        return () -> api(tenant).pushReply(labels(service), pprof, "id");
    }

    private static Map<String, String> labels(String service) {
        return new TreeMap<>(Map.of("__name__", "process_cpu", "service_name", service));
    }

    private static byte[] unknownFields(byte[] pprof) throws IOException {
        ObjectNode request = Api.JSON.createObjectNode().put("more", 1);
        ObjectNode series = request.putArray("series").addObject();
        series.putArray("labels").addObject().put("name", "__name__").put("value", "process_cpu");
        series.putArray("samples").addObject().put("rawProfile", pprof).put("extra", "x");
        return Api.JSON.writeValueAsBytes(request);
    }

    private static byte[] otlpRequest() {
        return Otlps.cpu("otlp", "0123456789abcdef", Instant.now(), 3).toByteArray();
    }

    private static byte[] oldOtlpRequest() {
        Instant old = Instant.now().minus(Duration.ofHours(2));
        return Otlps.cpu("otlp", "0123456789abcdef", old, 3).toByteArray();
    }

    private static byte[] otlpJson() {
        try {
            return bytes(
                    JsonFormat.printer()
                            .print(Otlps.cpu("otlp", "0123456789abcdee", Instant.now(), 3)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] pprof() throws IOException {
        return Pprofs.of(Instant.now(), "main;work", 5);
    }

    private static byte[] form(byte[] profile) {
        byte[] head =
                bytes(
                        "--X\r\nContent-Disposition: form-data; name=\"profile\"; filename=\"p\"\r\n\r\n");
        byte[] tail = bytes("\r\n--X--\r\n");
        byte[] form = new byte[head.length + profile.length + tail.length];
        System.arraycopy(head, 0, form, 0, head.length);
        System.arraycopy(profile, 0, form, head.length, profile.length);
        System.arraycopy(tail, 0, form, head.length + profile.length, tail.length);
        return form;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
