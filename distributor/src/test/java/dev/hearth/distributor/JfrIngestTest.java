// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.config.LimitFlags;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.server.StatusException;
import dev.hearth.testing.JfrChunk;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// JFR recordings by `POST /ingest`.
final class JfrIngestTest {

    private static final byte[] CPU = JfrChunk.executionSamples().sample("a.main;a.burn").bytes();

    /// Strings 1 and 2, and a context 7 with the one as name and the other as value.
    private static final byte[] LABELS = {
        18, 7, 8, 1, 18, 3, 'j', 'o', 'b', 18, 8, 8, 2, 18, 4, 'm', 'a', 'i', 'l', 10, 10, 8, 7, 18,
        6, 10, 4, 8, 1, 16, 2
    };

    private final PushFixture fixture = new PushFixture();

    private static FakeCall jfr(FakeCall call) {
        return call.with("format", "jfr")
                .with("name", "shop{env=test}")
                .with("spyName", "javaspy")
                .with("from", "1700000000")
                .with("until", "1700000010");
    }

    @Test
    void storesARecordingUnderTheTimeOfTheRequest() throws Exception {
        assertThat(fixture.post(jfr(FakeCall.ingest(CPU))).status()).isEqualTo(200);

        Profile profile = fixture.sink.profiles().getFirst();
        assertThat(profile.labels())
                .isEqualTo(
                        Labels.of(
                                "__name__", "process_cpu",
                                "__period_type__", "cpu",
                                "__period_unit__", "nanoseconds",
                                "__profile_type__", "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
                                "__service_name__", "shop",
                                "__type__", "cpu",
                                "__unit__", "nanoseconds",
                                "env", "test",
                                "pyroscope_spy", "javaspy",
                                "service_name", "shop"));
        assertThat(profile.timeNanos()).isEqualTo(1_700_000_000_000_000_000L);
        assertThat(profile.durationNanos()).isEqualTo(10_000_000_000L);
        assertThat(profile.samples().total()).isEqualTo(10_000_000);
    }

    @Test
    void takesAFormApartAndItsLabels() throws Exception {
        byte[] recording = JfrChunk.executionSamples().sample("a.main", 1, 7).bytes();

        fixture.post(jfr(IngestRoutesTest.form("jfr", recording, "labels", LABELS)));

        assertThat(fixture.sink.label("job")).containsExactly("mail");
    }

    @Test
    void storesAllThatARecordingMeasuresUnderItsOwnName() throws Exception {
        JfrChunk chunk =
                JfrChunk.executionSamples()
                        .type(
                                "jdk.ActiveSetting",
                                "name:java.lang.String",
                                "value:java.lang.String")
                        .type(
                                "jdk.ThreadPark",
                                "stackTrace:jdk.types.StackTrace*",
                                "duration:long");
        chunk.event("jdk.ActiveSetting", "event", "itimer").sample("a.main");
        chunk.event("jdk.ThreadPark", chunk.stack("a.park"), 77);

        fixture.post(jfr(FakeCall.ingest(chunk.bytes())).with("sampleRate", "1000"));

        assertThat(fixture.sink.totals())
                .isEqualTo(
                        Map.of(
                                "process_cpu:cpu:nanoseconds:cpu:nanoseconds", 1_000_000L,
                                "block:contentions:count:block:count", 1L,
                                "block:delay:nanoseconds:block:count", 77L));
        assertThat(fixture.sink.label("jfr_event")).containsOnly("itimer");
    }

    @Test
    void aServiceNameAmongTheTagsLeavesTheApplicationNameBesideIt() throws Exception {
        fixture.post(jfr(FakeCall.ingest(CPU)).with("name", "app{service_name=web}"));

        assertThat(fixture.sink.label("service_name")).containsExactly("web");
        assertThat(fixture.sink.label("app_name")).containsExactly("app");
    }

    @Test
    void aRetryOfARequestHasTheSameIds() throws Exception {
        fixture.post(jfr(FakeCall.ingest(CPU)));
        fixture.post(jfr(FakeCall.ingest(CPU)));
        fixture.post(jfr(FakeCall.ingest(CPU)).with("until", "1700000011"));

        assertThat(fixture.sink.profiles()).allMatch(Profile::isRetryable);
        assertThat(fixture.sink.profiles().stream().map(Profile::id).distinct()).hasSize(2);
    }

    @Test
    void acceptsARecordingThatHoldsNothing() throws Exception {
        byte[] nothing = JfrChunk.executionSamples().bytes();

        assertThat(fixture.post(jfr(FakeCall.ingest(nothing))).status()).isEqualTo(200);
        assertThat(fixture.sink.appends()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"samples", "bytes"})
    void answersUnprocessableOverALimit(String limit) {
        PushFixture limited =
                new PushFixture(
                        limit.equals("samples")
                                ? PushFixture.limits(LimitFlags.MAX_STACKTRACE_SAMPLES, 1)
                                : PushFixture.limits(LimitFlags.MAX_PROFILE_SIZE_BYTES, 100L));
        byte[] two = JfrChunk.executionSamples().sample("a.a").sample("b.b").bytes();

        StatusException refusal =
                catchThrowableOfType(
                        StatusException.class, () -> limited.post(jfr(FakeCall.ingest(two))));

        assertThat(refusal.httpStatus()).isEqualTo(422);
        assertThat(refusal.getMessage()).contains("limit 1");
        String reason = limit.equals("samples") ? "samples_limit" : "profile_size_limit";
        assertThat(limited.counter("pyroscope_discarded_samples_total", reason)).isEqualTo(1);
    }
}
