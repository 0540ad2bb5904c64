// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.distributor.form.IngestFormat;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// pprof by `POST /ingest`, and what every format has in common.
final class IngestRoutesTest {

    private static final String FORM = "multipart/form-data; boundary=xyz";
    private static final byte[] CPU = Pprofs.cpu().sample(7, "leaf", "root").gzip();

    private final PushFixture fixture = new PushFixture();

    @ParameterizedTest
    @ValueSource(strings = {"/ingest", "/pyroscope/ingest"})
    void storesARawPprof(String path) throws Exception {
        FakeCall call =
                new FakeCall(path, CPU)
                        .with("format", "pprof")
                        .with("name", "web{region=eu,__session_id__=x,__hidden__=y}")
                        .with("spyName", "gospy");

        assertThat(fixture.post(call).status()).isEqualTo(200);
        assertThat(fixture.sink.profiles().getFirst().labels())
                .isEqualTo(
                        Labels.of(
                                "__name__", "process_cpu",
                                "__period_type__", "cpu",
                                "__period_unit__", "nanoseconds",
                                "__profile_type__", "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
                                "__service_name__", "web",
                                "__type__", "cpu",
                                "__unit__", "nanoseconds",
                                "pyroscope_spy", "gospy",
                                "region", "eu",
                                "service_name", "web"));
    }

    @Test
    void takesAFormApartWhoseTypeIsAForm() throws Exception {
        fixture.post(form("profile", CPU).with("name", "web"));

        assertThat(fixture.sink.totals())
                .isEqualTo(Map.of("process_cpu:cpu:nanoseconds:cpu:nanoseconds", 7L));
    }

    @Test
    void takesAFormApartWhoseFormatIsPprof() throws Exception {
        fixture.post(form("profile", CPU).with("name", "web").with("format", "pprof"));

        assertThat(fixture.sink.profiles()).hasSize(1);
    }

    @Test
    void namesTheProfileAsTheFormSays() throws Exception {
        byte[] pprof = new Pprofs().type("space", "bytes").sample(1, "a").bytes();
        byte[] config =
                "{\"space\":{\"units\":\"bytes\",\"display-name\":\"my_mutex_x\",\"sampled\":true}}"
                        .getBytes(StandardCharsets.UTF_8);

        fixture.post(
                form("profile", pprof, "sample_type_config", config)
                        .with("name", "web")
                        .with("spyName", "gospy"));

        assertThat(fixture.sink.label("__name__")).containsExactly("mutex");
    }

    @Test
    void aServiceNameAmongTheTagsReplacesTheApplicationName() throws Exception {
        fixture.post(pprof(CPU).with("name", "app{service_name=web}"));

        assertThat(fixture.sink.label("service_name")).containsExactly("web");
        assertThat(fixture.sink.label("app_name")).containsExactly("");
    }

    @Test
    void aSpyThatGivesNoNameIsUnknown() throws Exception {
        fixture.post(pprof(CPU).with("name", "web"));

        assertThat(fixture.sink.label("pyroscope_spy")).containsExactly("unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000000000000, 1700000001, 1700000000000000000",
        "0,                   1700000001, 1700000001000000000",
        "5000000000,          1700000001, 1700000001000000000",
        "0,                   '',         1700000040000000000"
    })
    void takesTheTimeOfThePayloadElseTheStartElseNow(long payload, String from, long expected)
            throws Exception {
        byte[] pprof = Pprofs.cpu().time(payload).sample(1, "a").bytes();

        fixture.post(pprof(pprof).with("name", "web").with("from", from));

        assertThat(fixture.sink.profiles().getFirst().timeNanos()).isEqualTo(expected);
    }

    @Test
    void aRetryHasTheSameId() throws Exception {
        for (int i = 0; i < 2; i++) {
            fixture.post(pprof(CPU).with("name", "web").with("from", "1").with("until", "2"));
        }
        fixture.post(pprof(CPU).with("name", "web").with("from", "1").with("until", "3"));

        assertThat(fixture.sink.profiles().stream().map(Profile::id).distinct()).hasSize(2);
    }

    @Test
    void theIdempotencyKeyMakesAnyUploadRetryable() throws Exception {
        byte[] timeless = Pprofs.cpu().time(0).sample(1, "a").bytes();
        for (int i = 0; i < 2; i++) {
            fixture.post(pprof(timeless).with("name", "web").header("Idempotency-Key", "k"));
        }

        assertThat(fixture.sink.profiles()).allMatch(Profile::isRetryable);
        assertThat(fixture.sink.profiles().stream().map(Profile::id).distinct()).hasSize(1);
    }

    static Stream<Arguments> nothingToStore() {
        return Stream.of(
                Arguments.of("an empty body", FakeCall.ingest("").with("format", "pprof")),
                Arguments.of("an empty form", FakeCall.ingest("").header("Content-Type", FORM)),
                Arguments.of("an empty part", form("profile", new byte[0])),
                Arguments.of("a form without profile", form("other", new byte[] {1})),
                Arguments.of("no values", pprof(Pprofs.cpu().sample(0, "a").bytes())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nothingToStore")
    void acceptsAProfileThatHoldsNothing(String what, FakeCall call) throws Exception {
        assertThat(fixture.post(call.with("name", "web")).status()).isEqualTo(200);
        assertThat(fixture.sink.appends()).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refused(400, Code.INVALID_ARGUMENT, "name: ", pprof(CPU).with("name", "")),
                refused(400, Code.INVALID_ARGUMENT, "name: ", pprof(CPU).with("name", "a b")),
                refused(400, Code.INVALID_ARGUMENT, "name: ", pprof(CPU).with("name", "{a=b}")),
                refused(
                        400,
                        Code.INVALID_ARGUMENT,
                        "name: ",
                        FakeCall.ingest("").with("name", "").with("format", "jfr")),
                refused(
                        400,
                        Code.INVALID_ARGUMENT,
                        "time ",
                        pprof(CPU).with("from", "99999999999999999999999")),
                refused(422, Code.UNKNOWN, "", pprof(new byte[] {1, 2, 3})),
                refused(422, Code.UNKNOWN, "", pprof(new byte[] {31, -117, 8, 0})),
                refused(
                        422,
                        Code.UNKNOWN,
                        "profile is of ",
                        pprof(Pprofs.cpu().time(Long.MAX_VALUE).sample(1, "a").bytes())),
                refused(422, Code.UNKNOWN, "value ", pprof(CPU).with("name", longTag())),
                refused(
                        422,
                        Code.UNKNOWN,
                        "unsupported client version. Please update github.com/grafana/pyroscope-go",
                        form("profile", CPU, "prev_profile", CPU)),
                refused(
                        422,
                        Code.UNKNOWN,
                        "sample_type_config",
                        form("profile", CPU, "sample_type_config", new byte[] {'{', '1'})),
                refused(
                        422,
                        Code.UNKNOWN,
                        "sample_type_config",
                        form("profile", CPU, "sample_type_config", new byte[] {'1'})),
                refused(
                        422,
                        Code.UNKNOWN,
                        "multipart body",
                        FakeCall.ingest("no form").header("Content-Type", FORM)),
                refused(
                        422,
                        Code.UNKNOWN,
                        "Content-Type",
                        FakeCall.ingest("x").header("Content-Type", "multipart/form-data")),
                refused(
                        422,
                        Code.UNKNOWN,
                        "a chunk at byte 0",
                        form("jfr", Pprofs.cpu().sample(7, "a").bytes()).with("format", "jfr")),
                refused(422, Code.UNKNOWN, "part jfr", form("x", CPU).with("format", "jfr")),
                refused(
                        422,
                        Code.UNKNOWN,
                        "a chunk at byte 0",
                        FakeCall.ingest("").with("format", "jfr")),
                refused(
                        422,
                        Code.UNKNOWN,
                        "$schema is ",
                        FakeCall.ingest("{}").with("format", "speedscope")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(int status, Code code, String message, FakeCall call) {
        if (call.query("name") == null) {
            call.with("name", "web");
        }

        StatusException refusal = refusal(fixture, call);

        assertThat(refusal.httpStatus()).isEqualTo(status);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.getMessage()).startsWith(message).hasSizeLessThan(1000);
        assertThat(fixture.meters.get("pyroscope_discarded_samples_total").counters())
                .anyMatch(counter -> counter.count() > 0);
        assertThat(fixture.sink.appends()).isEmpty();
    }

    @Test
    void asksForAnotherTryWhenTheSinkFails() {
        fixture.sink.failWith("disk full");

        StatusException refusal = refusal(fixture, pprof(CPU).with("name", "web"));

        assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(refusal.httpStatus()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({
        "trie,       '',                          TRIE",
        "'',         binary/octet-stream+trie,    TRIE",
        "pprof,      binary/octet-stream+tree,    TREE",
        "tree,       binary/octet-stream+trie,    TRIE",
        "lines,      multipart/form-data,         LINES",
        "jfr,        multipart/form-data,         JFR",
        "pprof,      '',                          PPROF",
        "speedscope, '',                          SPEEDSCOPE",
        "'',         multipart/form-data; boundary=x, PPROF",
        "folded,     multipart/form-data; boundary=x, PPROF",
        "folded,     '',                          GROUPS",
        "groups,     text/plain,                  GROUPS",
        "collapsed,  '',                          GROUPS",
        "nonsense,   application/json,            GROUPS",
        "'',         '',                          GROUPS"
    })
    void choosesTheFormat(String format, String contentType, IngestFormat expected) {
        assertThat(IngestFormat.of(format, contentType)).isEqualTo(expected);
    }

    private static Arguments refused(int status, Code code, String message, FakeCall call) {
        return Arguments.of(status, code, message, call);
    }

    private static StatusException refusal(PushFixture fixture, FakeCall call) {
        return catchThrowableOfType(StatusException.class, () -> fixture.post(call));
    }

    private static String longTag() {
        return "web{a=" + "x".repeat(3000) + "}";
    }

    private static FakeCall pprof(byte[] body) {
        return FakeCall.ingest(body).with("format", "pprof");
    }

    static FakeCall form(String name, byte[] content) {
        return form(name, content, "ignored", new byte[0]);
    }

    static FakeCall form(String name, byte[] content, String name2, byte[] content2) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        write(body, name, content);
        write(body, name2, content2);
        body.writeBytes("--xyz--\r\n".getBytes(StandardCharsets.UTF_8));
        return FakeCall.ingest(body.toByteArray()).header("Content-Type", FORM);
    }

    private static void write(ByteArrayOutputStream body, String name, byte[] content) {
        String head =
                "--xyz\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"x\"\r\n\r\n"
                        .formatted(name);
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
}
