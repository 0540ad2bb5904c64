// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes wrong with clients, and what somebody does on purpose: each gets a plain refusal, and
/// after each test every process lives, is no larger than it may be, and answers are exact.
@ParameterizedClass
@EnumSource(Setup.class)
@ExtendWith(Seeded.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each setup
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {

    @Parameter private Setup setup;

    private static final Map<String, String> LABELS =
            Map.of("__name__", "process_cpu", "service_name", "svc");

    /// The heap of [HearthProcess], and as much for all the rest of a Java process as it ever
    /// needs.
    private static final long MAX_RESIDENT_KIB = (768 + 512) << 10;

    private static final int PUSHES = 2000;
    private static final int TRIES = 20;

    private Served hearth;
    private Api api;
    private int checks;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) throws IOException {
        hearth = setup.start(data, "-self-profiling.disable-push=true");
        api = new Api(hearth.uri());
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        api.close();
        hearth.close();
    }

    @AfterEach
    void isAliveSmallAndExact() throws IOException {
        checks++;
        String service = "after" + checks;
        Map<String, String> labels = Map.of("__name__", "process_cpu", "service_name", service);
        assertThat(api.push(labels, Pprofs.of(Instant.now(), "main;work", 42), service))
                .isEqualTo(200);
        assertThat(api.selfByFunction(Api.CPU, "{service_name=\"" + service + "\"}"))
                .containsEntry("work", 42L);
        for (HearthProcess process : hearth.processes()) {
            try (Api own = new Api(process.uri())) {
                assertThat(own.sendAs("GET", "/ready").statusCode()).isEqualTo(200);
            }
            assertThat(residentKib(process.pid())).isLessThan(MAX_RESIDENT_KIB);
            assertThat(process.output()).noneMatch(line -> line.contains("level=error"));
        }
    }

    @Test
    void payloadsThatAreNoProfilesAreUnprocessable() throws IOException {
        byte[] good = Pprofs.of(Instant.now(), "main;work", 5);
        byte[] zipped = gzip(good);
        List<byte[]> payloads =
                List.of(
                        new byte[] {0x1f, (byte) 0x8b, 'n', 'o', 't'},
                        Arrays.copyOf(zipped, zipped.length - 9),
                        gzip(zipped),
                        Arrays.copyOf(good, good.length - 20),
                        new byte[1000],
                        "hello".getBytes(StandardCharsets.UTF_8),
                        gzip(new byte[100_000_000]),
                        new Pprofs(Instant.now()).badString().bytes());
        for (byte[] payload : payloads) {
            assertStatus(422, "/ingest?name=svc&format=pprof", "", payload);
            assertThat(api.push(LABELS, payload, "1")).isEqualTo(400);
        }
    }

    @Test
    void theStatusesOfIngest() throws IOException {
        byte[] text = "a;b 1".getBytes(StandardCharsets.UTF_8);
        for (String name :
                List.of("", "{", "{a=b}", "svc{=b}", "svc{a b=c}", "sv c", "a.b", "svc.", "é")) {
            assertStatus(400, "/ingest?name=" + ParamText.encode(name), "text/plain", text);
        }
        for (String name :
                List.of(
                        "cpu",
                        "s.cpu{",
                        "s.cpu{a",
                        "s.cpu{a=",
                        "s.cpu{a=b",
                        "s.cpu{a=b}c",
                        "s.cpu{a={b}")) {
            assertStatus(200, "/ingest?name=" + ParamText.encode(name), "text/plain", text);
        }
        assertStatus(400, "/ingest", "text/plain", text);
        assertStatus(200, "/ingest?name=s.cpu&format=nonsense", "application/xml", text);
        assertStatus(422, "/ingest?name=s.cpu&format=jfr", "", text);
        assertStatus(422, "/ingest?name=s.cpu&format=speedscope", "", text);
        assertStatus(422, "/ingest?name=s.cpu&format=tree", "", text);
        assertStatus(422, "/ingest?name=s.cpu&format=trie", "", text);
        assertStatus(422, "/ingest?name=s.cpu", "", "a;b x".getBytes(StandardCharsets.UTF_8));
        assertStatus(
                200,
                "/ingest?name=s.cpu{profile_id=x}".replace("{", "%7B").replace("}", "%7D"),
                "",
                text);
        assertStatus(200, "/ingest?name=svc&format=pprof", "", new byte[0]);
        assertStatus(422, "/ingest?name=svc", "multipart/form-data", text);
        assertStatus(422, "/ingest?name=svc", "multipart/form-data; boundary=X", text);
        assertStatus(
                200,
                "/ingest?name=svc",
                "multipart/form-data; boundary=X",
                "--X--".getBytes(StandardCharsets.UTF_8));
        assertThat(api.sendAs("GET", "/ingest").statusCode()).isEqualTo(405);
        assertThat(api.selfByFunction(Api.CPU, "{service_name=\"s\"}"))
                .containsEntry("b", 7 * 10_000_000L);
    }

    @Test
    void timesFarAwayAreRefusedOrKeptAsTheyAre() throws IOException {
        long far = Long.MAX_VALUE / 1_000_000_000;
        for (long seconds : new long[] {-1, -9_223_372_036L, 9_214_646_400L, far}) {
            byte[] pprof = Pprofs.of(Instant.ofEpochSecond(seconds), "main;work", 1);
            assertThat(api.push(LABELS, pprof, "1")).as("%d", seconds).isEqualTo(400);
            assertStatus(422, "/ingest?name=svc&format=pprof", "", pprof);
        }
        assertThat(api.push(LABELS, Pprofs.of(Instant.EPOCH, "main;zero", 1), "1")).isEqualTo(200);
        assertThat(api.push(LABELS, Pprofs.of(Instant.ofEpochSecond(1), "main;old", 1), "1"))
                .isEqualTo(200);
        ObjectNode ever = select("{}").put("start", 1).put("end", Long.MAX_VALUE);
        assertThat(api.query("SelectMergeStacktraces", ever).toString())
                .contains("\"zero\"", "\"old\"");
    }

    @Test
    void theGoodPartsOfABadRequestAreStored() throws IOException {
        ObjectNode request = Api.JSON.createObjectNode();
        byte[] good = Pprofs.of(Instant.now(), "main;kept", 3);
        for (int i = 0; i < 20; i++) {
            ObjectNode series = request.withArray("/series").addObject();
            series.withArray("/labels")
                    .addObject()
                    .put("name", "service_name")
                    .put("value", "s" + i);
            series.withArray("/labels").addObject().put("name", "part").put("value", "of-bad");
            if (i % 4 != 3) {
                series.withArray("/labels")
                        .addObject()
                        .put("name", "__name__")
                        .put("value", "process_cpu");
            }
            if (i % 4 == 1) {
                series.withArray("/labels")
                        .addObject()
                        .put("name", "l")
                        .put("value", "v".repeat(500_000));
            }
            series.withArray("/samples")
                    .addObject()
                    .put("ID", "i" + i)
                    .put("rawProfile", i % 4 == 2 ? new byte[] {7, 7} : good);
        }
        HttpResponse<String> reply =
                api.send(
                        "/push.v1.PusherService/Push",
                        "application/json",
                        Api.JSON.writeValueAsBytes(request));

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body())
                .contains("push series with index 1 and id i1 failed")
                .hasSizeLessThan(10_000);
        assertThat(api.totals(Api.CPU, "{part=\"of-bad\"}", "service_name").keySet())
                .containsExactlyInAnyOrder("s0", "s4", "s8", "s12", "s16");
    }

    @Test
    void queriesThatAskForTheImpossibleAreBounded() throws IOException {
        assertThat(api.push(LABELS, Pprofs.of(Instant.now(), "main;work", 5), "1")).isEqualTo(200);
        for (String regex :
                List.of(
                        "((a{1000}){1000}){1000}",
                        "(".repeat(50_000) + ")".repeat(50_000),
                        "(" + "\\\\pL".repeat(1000) + "){1000}")) {
            HttpResponse<String> reply =
                    rpc("SelectMergeStacktraces", select("{service_name=~\"" + regex + "\"}"));
            assertThat(reply.statusCode()).isEqualTo(400);
        }
        assertThat(rpc("LabelNames", select("{service_name=~\"(a+)+(a|aa)+$\"}")).statusCode())
                .isEqualTo(200);
        for (long start : new long[] {1, Long.MIN_VALUE}) {
            ObjectNode all = select("{}").put("start", start).put("end", Long.MAX_VALUE);
            assertThat(rpc("SelectMergeStacktraces", all).statusCode()).isEqualTo(200);
            assertThat(rpc("Series", all).statusCode()).isEqualTo(200);
            for (double step : new double[] {0.001, 1e300}) {
                assertThat(rpc("SelectSeries", all.deepCopy().put("step", step)).statusCode())
                        .isEqualTo(200);
            }
            assertThat(rpc("SelectSeries", all.deepCopy().put("step", "NaN")).statusCode())
                    .isEqualTo(400);
        }
        ObjectNode nodes = select("{}").put("maxNodes", Long.MAX_VALUE);
        assertThat(rpc("SelectMergeStacktraces", nodes).statusCode()).isEqualTo(400);
        assertThat(
                        api.sendAs(
                                        "GET",
                                        "/pyroscope/render?from=1&until=9223372036854775807&query="
                                                + ParamText.encode(Api.CPU + "{a=~\"x/../y|\"}"))
                                .statusCode())
                .isEqualTo(200);
        byte[] deep = ("{\"x\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
        assertStatus(400, "/querier.v1.QuerierService/Series", "application/json", deep);
    }

    @Test
    void thousandsOfPushesAtOnceAndHalfBodiesDoNoHarm() throws IOException {
        List<Socket> halves = new ArrayList<>();
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        try (ExecutorService pushers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                Socket half = new Socket(hearth.uri().getHost(), hearth.uri().getPort());
                halves.add(half);
                OutputStream out = half.getOutputStream();
                out.write(
                        "POST /ingest?name=half.cpu HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\nhalf"
                                .getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
            for (int i = 0; i < PUSHES; i++) {
                int number = i;
                pushers.execute(() -> statuses.put(number, pushed(number)));
            }
        } finally {
            for (Socket half : halves) {
                half.close();
            }
        }
        assertThat(statuses.values()).hasSize(PUSHES).containsOnly(200);
        assertThat(api.selfByFunction(Api.CPU, "{service_name=\"svc\"}"))
                .containsEntry("many", (long) PUSHES);
    }

    @Test
    void randomBytesOnEveryRouteNeverFailInside(RandomGenerator random) throws IOException {
        List<String> paths =
                new ArrayList<>(
                        List.of(
                                "/ingest?name=f&format=pprof",
                                "/ingest?name=f.cpu&format=tree",
                                "/ingest?name=f.cpu&format=trie",
                                "/ingest?name=f.cpu&format=lines",
                                "/ingest?name=f.cpu",
                                "/push.v1.PusherService/Push"));
        for (String method :
                List.of(
                        "ProfileTypes",
                        "LabelValues",
                        "LabelNames",
                        "Series",
                        "SelectSeries",
                        "Diff",
                        "SelectMergeStacktraces",
                        "SelectMergeProfile",
                        "SelectMergeSpanProfile")) {
            paths.add("/querier.v1.QuerierService/" + method);
        }
        String[] types = {
            "application/proto",
            "application/json",
            "application/grpc",
            "application/grpc-web+proto",
            "multipart/form-data; boundary=-",
            "text/plain"
        };
        byte[] pprof = Pprofs.of(Instant.now(), "main;work", 5);
        Instant end = Instant.now().plus(Duration.ofSeconds(15));
        while (Instant.now().isBefore(end)) {
            String path = paths.get(random.nextInt(paths.size()));
            byte[] body = mutated(random, pprof);
            String type = types[random.nextInt(types.length)];
            HttpResponse<String> reply = api.send(path, type, body);
            assertThat(reply.statusCode()).as(path + " " + reply.body()).isNotEqualTo(500);
            String query =
                    new String(body, 0, Math.min(body.length, 40), StandardCharsets.ISO_8859_1);
            String render =
                    "/pyroscope/render?query="
                            + ParamText.encode(query)
                            + "&from="
                            + ParamText.encode(query);
            assertThat(api.sendAs("GET", render).statusCode()).as(render).isNotEqualTo(500);
        }
    }

    /// Pushes one profile, as often as it takes: a try that was not answered may have been stored.
    private int pushed(int number) {
        byte[] pprof = Pprofs.of(Instant.now(), "main;many", 1);
        int status = 0;
        for (int i = 0; i < TRIES && status != 200; i++) {
            try {
                status = api.push(LABELS, pprof, "n" + number);
            } catch (IOException _) {
                status = 0;
            }
        }
        return status;
    }

    private static byte[] mutated(RandomGenerator random, byte[] seed) {
        byte[] body = random.nextBoolean() ? seed.clone() : new byte[random.nextInt(200)];
        if (body.length != seed.length) {
            random.nextBytes(body);
        }
        for (int i = random.nextInt(4); i > 0 && body.length > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return body;
    }

    private void assertStatus(int status, String path, String type, byte[] body)
            throws IOException {
        HttpResponse<String> reply = api.send(path, type, body);
        assertThat(reply.statusCode()).as(path + " " + reply.body()).isEqualTo(status);
        if (status != 200) {
            assertThat(Api.JSON.readTree(reply.body()).path("message").asText()).isNotEmpty();
        }
    }

    private HttpResponse<String> rpc(String method, ObjectNode request) throws IOException {
        return api.send(
                "/querier.v1.QuerierService/" + method,
                "application/json",
                Api.JSON.writeValueAsBytes(request));
    }

    private static ObjectNode select(String selector) {
        long now = System.currentTimeMillis();
        ObjectNode request =
                Api.JSON
                        .createObjectNode()
                        .put("profileTypeID", Api.CPU)
                        .put("labelSelector", selector)
                        .put("start", now - 3_600_000)
                        .put("end", now + 60_000);
        request.putArray("matchers").add(selector);
        return request;
    }

    private static long residentKib(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no resident size of process " + pid);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
