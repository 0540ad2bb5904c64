// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.config.LimitFlags;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Stacks as text by `POST /ingest`.
final class TextIngestTest {

    private static final String FOLDED = "main;work 3\nmain;idle 1\n";

    private final PushFixture fixture = new PushFixture();

    @Test
    void storesFoldedStacks() throws Exception {
        post(FOLDED, "curl-test-app{region=eu,__x=y}", "");

        Profile profile = fixture.sink.profiles().getFirst();
        assertThat(profile.labels())
                .isEqualTo(
                        Labels.of(
                                "__name__", "process_cpu",
                                "__period_type__", "cpu",
                                "__period_unit__", "nanoseconds",
                                "__profile_type__", "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
                                "__service_name__", "curl-test-app",
                                "__type__", "cpu",
                                "__unit__", "nanoseconds",
                                "pyroscope_spy", "unknown",
                                "region", "eu",
                                "service_name", "curl-test-app"));
        assertThat(profile.samples().total()).isEqualTo(40_000_000);
        assertThat(profile.isRetryable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "app,               app,     process_cpu:cpu:nanoseconds:cpu:nanoseconds, 40000000",
        "my.app.cpu,        my.app,  process_cpu:cpu:nanoseconds:cpu:nanoseconds, 40000000",
        "app.itimer,        app,     process_cpu:cpu:nanoseconds:cpu:nanoseconds, 40000000",
        "app.wall,          app,     wall:wall:nanoseconds:cpu:nanoseconds,       40000000",
        "app.inuse_space,   app,     memory:inuse_space:bytes::,                  4",
        "app.alloc_objects, app,     memory:alloc_objects:count::,                4",
        "app.bytes,         app,     memory:samples:bytes::,                      4",
        "app.goroutines,    app,     goroutine:goroutines:count::,                4",
        "app.mutex_duration,app,     mutex:delay:nanoseconds::,                   4",
        "app.lock_count,    app,     block:contentions:count::,                   4",
        "app.exceptions,    app,     exceptions:samples:count::,                  4"
    })
    void theNameSaysWhatIsMeasured(String name, String service, String type, long total)
            throws Exception {
        post(FOLDED, name, "folded");

        assertThat(fixture.sink.label("service_name")).containsExactly(service);
        assertThat(fixture.sink.totals()).isEqualTo(Map.of(type, total));
    }

    @ParameterizedTest
    @CsvSource({
        "'',    process_cpu:cpu:nanoseconds:cpu:nanoseconds, 40000000",
        "1000,  process_cpu:cpu:nanoseconds:cpu:nanoseconds, 4000000",
        "-1,    process_cpu:cpu:nanoseconds:cpu:nanoseconds, 40000000",
        "fast,  process_cpu:cpu:nanoseconds:cpu:nanoseconds, 40000000",
        "0,     process_cpu:samples:count::,                 4"
    })
    void theSampleRateTurnsSamplesIntoTime(String rate, String type, long total) throws Exception {
        fixture.post(FakeCall.ingest(FOLDED).with("name", "app.cpu").with("sampleRate", rate));

        assertThat(fixture.sink.totals()).isEqualTo(Map.of(type, total));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    folded | 'a;b 2'                                 | 2
                    groups | 'a;b 2'                                 | 2
                    nonsense | 'a;b 2'                               | 2
                    lines  | 'a;b'                                   | 1
                    tree   | '\u0000\u0000\u0001\u0001a\u0005\u0000' | 5
                    trie   | '\u0003a;b\u0005\u0000'                 | 5
                    """)
    void readsEveryTextFormat(String format, String body, long total) throws Exception {
        post(body, "app.bytes", format);

        assertThat(fixture.sink.totals()).isEqualTo(Map.of("memory:samples:bytes::", total));
    }

    @Test
    void theTimeIsThatOfTheRequest() throws Exception {
        fixture.post(
                FakeCall.ingest(FOLDED)
                        .with("name", "app")
                        .with("from", "1699999990")
                        .with("until", "1700000000"));

        Profile profile = fixture.sink.profiles().getFirst();
        assertThat(profile.timeNanos()).isEqualTo(1_699_999_990_000_000_000L);
        assertThat(profile.durationNanos()).isEqualTo(10_000_000_000L);
    }

    @Test
    void equalTextsAreTwoProfilesUnlessTheClientSaysOtherwise() throws Exception {
        for (int i = 0; i < 2; i++) {
            post(FOLDED, "app", "");
        }
        for (int i = 0; i < 2; i++) {
            fixture.post(
                    FakeCall.ingest(FOLDED).with("name", "app").header("Idempotency-Key", "key"));
        }

        assertThat(fixture.sink.profiles().stream().map(Profile::id).distinct()).hasSize(3);
    }

    @Test
    void aServiceNameAmongTheTagsLeavesTheApplicationsNameBeside() throws Exception {
        post(FOLDED, "app.cpu{service_name=web}", "");

        assertThat(fixture.sink.label("service_name")).containsExactly("web");
        assertThat(fixture.sink.label("app_name")).containsExactly("app");
    }

    @Test
    void anApplicationNameAmongTheTagsStaysAsItIs() throws Exception {
        post(FOLDED, "app.cpu{service_name=web,app_name=mine}", "");

        assertThat(fixture.sink.label("app_name")).containsExactly("mine");
    }

    @Test
    void partsOfLargerProfilesAreSilentlyLeftOut() throws Exception {
        assertThat(post(FOLDED, "app{profile_id=x}", "")).isEqualTo(200);
        assertThat(fixture.sink.appends()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no value\n", "\n\n", "main;work 0\n"})
    void acceptsTextThatHoldsNothing(String body) throws Exception {
        body = body.replace("no value", "novalue");

        assertThat(post(body, "app", "")).isEqualTo(200);
        assertThat(fixture.sink.appends()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    app           | folded | main;work many    | 422 | UNKNOWN
                    app           | tree   | '\u0009a'         | 422 | UNKNOWN
                    app           | trie   | '\u0009a'         | 422 | UNKNOWN
                    my.app        | folded | main 1            | 400 | INVALID_ARGUMENT
                    app.          | folded | main 1            | 400 | INVALID_ARGUMENT
                    .cpu          | folded | main 1            | 400 | INVALID_ARGUMENT
                    a b           | folded | main many         | 400 | INVALID_ARGUMENT
                    """)
    void refuses(String name, String format, String body, int status, Code code) {
        StatusException refusal =
                catchThrowableOfType(StatusException.class, () -> post(body, name, format));

        assertThat(refusal.httpStatus()).isEqualTo(status);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(fixture.sink.appends()).isEmpty();
    }

    @Test
    void namesTheUnknownType() {
        StatusException refusal =
                catchThrowableOfType(StatusException.class, () -> post(FOLDED, "my.app", ""));

        assertThat(refusal.getMessage()).startsWith("unknown profile type: app");
    }

    @Test
    void refusesATimeOutsideTheWindowAsABadArgument() {
        PushFixture strict =
                new PushFixture(
                        PushFixture.limits(LimitFlags.REJECT_OLDER_THAN, Duration.ofHours(1)));
        FakeCall call = FakeCall.ingest(FOLDED).with("name", "app").with("from", "now-2h");

        StatusException refusal =
                catchThrowableOfType(StatusException.class, () -> strict.post(call));

        assertThat(refusal.httpStatus()).isEqualTo(400);
        assertThat(refusal.getMessage()).contains("-validation.reject-older-than");
    }

    @Test
    void refusesAFarFutureTime() {
        FakeCall call = FakeCall.ingest(FOLDED).with("name", "app").with("from", "99999999999");

        StatusException refusal =
                catchThrowableOfType(StatusException.class, () -> fixture.post(call));

        assertThat(refusal.httpStatus()).isEqualTo(400);
    }

    private int post(String body, String name, String format) throws Exception {
        FakeCall call = FakeCall.ingest(body).with("name", name);
        return fixture.post(format.isEmpty() ? call : call.with("format", format)).status();
    }
}
