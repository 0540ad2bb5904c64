// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.PushLimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.Profile;
import dev.hearth.server.HttpReply;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesPartialSuccess;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.profiles.v1development.Sample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class OtlpExportTest {

    private static final Instant TIME = PushFixture.NOW.minusSeconds(30);
    private static final String CPU = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";

    private final PushFixture fixture = new PushFixture();

    @Test
    void storesProfilesUnderTheLabelsOfTheirResource() throws Exception {
        HttpReply reply = post(fixture, new Otlps().add("shop", Otlps.cpu(TIME, 3)));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.contentType()).isEqualTo("application/x-protobuf");
        assertThat(reply.body()).isEmpty();
        assertThat(fixture.sink.totals()).containsEntry(CPU, 150L);
        Profile stored = fixture.sink.profiles().getFirst();
        assertThat(stored.labels().getOrEmpty("service_name")).isEqualTo("shop");
        assertThat(stored.labels().getOrEmpty("service.name")).isEqualTo("shop");
        assertThat(stored.labels().getOrEmpty("__otel__")).isEqualTo("true");
        assertThat(stored.labels().getOrEmpty("__delta__")).isEmpty();
        assertThat(stored.timeNanos()).isEqualTo(Nanos.of(TIME));
        assertThat(stored.durationNanos()).isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(stored.isRetryable()).isTrue();
    }

    @Test
    void keepsTheLengthThatAProfileNames() throws Exception {
        post(fixture, new Otlps().add("shop", Otlps.cpu(TIME, 3).setDurationNano(7)));

        assertThat(fixture.sink.profiles().getFirst().durationNanos()).isEqualTo(7);
    }

    @Test
    void givesProfilesWithoutATimeTheMomentAndAnIdOfTheirOwn() throws Exception {
        Otlps request = new Otlps().add("shop", Otlps.cpu(TIME, 3).setTimeUnixNano(0));
        post(fixture, request);
        post(fixture, request);

        assertThat(fixture.sink.profiles())
                .allSatisfy(p -> assertThat(p.timeNanos()).isEqualTo(Nanos.of(PushFixture.NOW)))
                .allSatisfy(p -> assertThat(p.isRetryable()).isFalse());
        assertThat(fixture.sink.profiles().stream().map(Profile::id).distinct()).hasSize(2);
    }

    @Test
    void storesTheGoodProfilesAndNamesTheBad() throws Exception {
        Otlps request =
                new Otlps()
                        .add("a", Otlps.cpu(TIME, 1), Otlps.broken(TIME))
                        .add("b", Otlps.cpu(TIME, 2))
                        .add("x".repeat(3000), Otlps.cpu(TIME, 4));

        HttpReply reply = post(fixture, request);

        assertThat(reply.status()).isEqualTo(200);
        ExportProfilesPartialSuccess partial =
                ExportProfilesServiceResponse.parseFrom(reply.body()).getPartialSuccess();
        assertThat(partial.getRejectedProfiles()).isEqualTo(2);
        assertThat(partial.getErrorMessage())
                .contains("stack index is 99", "(profile 1 of the request)")
                .contains("(profile 3 of the request)");
        assertThat(fixture.sink.totals()).containsEntry(CPU, 150L);
        assertThat(discarded("malformed_profile")).isEqualTo(1);
        assertThat(discarded("label_value_too_long")).isEqualTo(1);
    }

    @Test
    void storesTheGoodSeriesOfAProfileAndSaysWhatIsMissing() throws Exception {
        PushFixture crowded =
                new PushFixture(PushFixture.limits(PushLimitFlags.MAX_GLOBAL_SERIES, 1));

        HttpReply reply = post(crowded, new Otlps().add("shop", Otlps.twoSeries(TIME)));

        assertThat(reply.status()).isEqualTo(200);
        ExportProfilesPartialSuccess partial =
                ExportProfilesServiceResponse.parseFrom(reply.body()).getPartialSuccess();
        assertThat(partial.getRejectedProfiles()).isEqualTo(1);
        assertThat(partial.getErrorMessage())
                .contains("maximum active series limit", "(part of profile 0 of the request)");
        assertThat(crowded.sink.profiles()).hasSize(1);
        assertThat(crowded.counter("pyroscope_discarded_samples_total", "series_limit")).isOne();
    }

    @Test
    void asksForAProfileAgainOfWhichAPartIsRefusedAndTheRestIsLost() throws Exception {
        PushFixture crowded =
                new PushFixture(PushFixture.limits(PushLimitFlags.MAX_GLOBAL_SERIES, 1));
        crowded.sink.failWith("disk full");

        assertThatThrownBy(() -> post(crowded, new Otlps().add("shop", Otlps.twoSeries(TIME))))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
    }

    @Test
    void answersJsonWithAJsonMessage() throws Exception {
        Otlps request = new Otlps().add("a", Otlps.cpu(TIME, 1), Otlps.broken(TIME));
        byte[] json =
                JsonFormat.printer().print(request.request()).getBytes(StandardCharsets.UTF_8);

        HttpReply reply = fixture.post(call(json, "application/json"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.contentType()).isEqualTo("application/json");
        assertThat(new String(reply.body(), StandardCharsets.UTF_8))
                .contains("\"rejectedProfiles\":\"1\"");
    }

    @Test
    void refusesARequestOfWhichNothingIsGood() {
        assertThatThrownBy(() -> post(fixture, new Otlps().add("a", Otlps.broken(TIME))))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.httpStatus()).isEqualTo(400))
                .hasMessageStartingWith("failed to convert otel profile: ");
        assertThat(fixture.sink.appends()).isEmpty();
    }

    @Test
    void tellsSendersToWaitWhenTheyAreTooFast() throws Exception {
        PushFixture slow =
                new PushFixture(
                        TenantLimits.fromSettings(
                                Settings.defaults()
                                        .with(LimitFlags.INGESTION_RATE_MB, 0.00001)
                                        .with(LimitFlags.INGESTION_BURST_SIZE_MB, 0.00001)
                                        .with(LimitFlags.MAX_PROFILE_SIZE_BYTES, 400_000L)));
        ExportProfilesServiceRequest.Builder large =
                new Otlps().add("a", Otlps.cpu(TIME, 1)).request().toBuilder();
        large.getDictionaryBuilder().setStringTable(6, "x".repeat(390_000));
        byte[] body = large.build().toByteArray();

        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 10; i++) {
                                slow.post(call(body, "application/x-protobuf"));
                            }
                        })
                .isInstanceOfSatisfying(
                        StatusException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                            assertThat(e.httpStatus()).isEqualTo(429);
                        });
    }

    @Test
    void asksForTheWholeRequestAgainWhenTheLogFails() {
        fixture.sink.failWith("disk full");

        assertThatThrownBy(() ->
                        post(fixture, new Otlps().add("a", Otlps.cpu(TIME, 1), Otlps.broken(TIME))))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
    }

    @Test
    void countsRequestsThatItCannotRead() {
        byte[] bytes = {8};

        assertThatThrownBy(() -> fixture.post(call(bytes, "application/x-protobuf")))
                .isInstanceOf(StatusException.class);
        assertThatThrownBy(() -> fixture.post(call(bytes, "application/json")))
                .isInstanceOf(StatusException.class);
        assertThat(discarded("malformed_profile")).isEqualTo(2);
    }

    @Test
    void refusesARequestOverTheTenantsSize() {
        PushFixture small =
                new PushFixture(PushFixture.limits(LimitFlags.INGESTION_BODY_LIMIT_MB, 0.0001));

        assertThatThrownBy(() -> post(small, new Otlps().add("a", Otlps.cpu(TIME, 1))))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                            assertThat(e.httpStatus()).isEqualTo(413);
                        });
    }

    @Test
    void givesARetryTheSameIds() throws Exception {
        Otlps request =
                new Otlps()
                        .add("a", Otlps.cpu(TIME, 1), Otlps.cpu(TIME, 2))
                        .add("b", Otlps.cpu(TIME, 1));
        post(fixture, request);
        post(fixture, request);

        assertThat(fixture.sink.profiles()).hasSize(6);
        assertThat(fixture.sink.profiles().stream().map(Profile::id).distinct()).hasSize(3);
    }

    @Test
    void givesARetryInAnotherRequestTheSameIdWhereTheSenderGaveOne() throws Exception {
        Otlps request =
                new Otlps()
                        .add(
                                "a",
                                Otlps.cpu(TIME, 1)
                                        .setProfileId(ByteString.copyFromUtf8("0123456789abcdef")));
        ExportProfilesServiceRequest.Builder moved = request.request().toBuilder();
        moved.getDictionaryBuilder().addStackTable(moved.getDictionary().getStackTable(1));
        moved.getResourceProfilesBuilder(0)
                .getScopeProfilesBuilder(0)
                .getProfilesBuilder(0)
                .getSamplesBuilder(0)
                .setStackIndex(2);
        post(fixture, request);
        fixture.post(call(moved.build().toByteArray(), "application/protobuf"));

        assertThat(fixture.sink.profiles()).hasSize(2);
        assertThat(fixture.sink.profiles().stream().map(Profile::id).distinct()).hasSize(1);
    }

    @Test
    void tellsProfilesOfOneTimeFromDifferentDictionariesApart() throws Exception {
        Otlps first = new Otlps().add("a", Otlps.cpu(TIME, 1));
        ExportProfilesServiceRequest.Builder second = first.request().toBuilder();
        second.getDictionaryBuilder().setStringTable(6, "other");
        post(fixture, first);
        fixture.post(call(second.build().toByteArray(), "application/x-protobuf"));

        assertThat(fixture.sink.profiles().stream().map(Profile::id).distinct()).hasSize(2);
    }

    @Test
    void storesEachServiceOfAProfileByItself() throws Exception {
        post(
                fixture,
                new Otlps()
                        .add(
                                "host",
                                Otlps.cpu(TIME, 1)
                                        .addSamples(
                                                Sample.newBuilder()
                                                        .setStackIndex(Otlps.STACK)
                                                        .addAttributeIndices(Otlps.OTHER_SERVICE)
                                                        .addValues(2))));

        assertThat(fixture.sink.label("service_name")).containsExactlyInAnyOrder("host", "other");
        assertThat(fixture.sink.totals()).containsEntry(CPU, 150L);
    }

    @Test
    void keepsSpansAndMoments() throws Exception {
        io.opentelemetry.proto.profiles.v1development.Profile.Builder profile = Otlps.cpu(TIME, 1);
        profile.getSamplesBuilder(0)
                .setLinkIndex(Otlps.LINK)
                .addTimestampsUnixNano(Nanos.of(TIME) + 5);
        post(fixture, new Otlps().add("a", profile));

        Profile stored = fixture.sink.profiles().getFirst();
        assertThat(stored.samples().spans()).containsExactly(0x1817161514131211L);
        assertThat(Objects.requireNonNull(stored.samples().times()).nanos())
                .containsExactly(Nanos.of(TIME) + 5);
        assertThat(Objects.requireNonNull(stored.samples().times()).values()).containsExactly(50);
    }

    private static HttpReply post(PushFixture fixture, Otlps request) throws Exception {
        return fixture.post(call(request.bytes(), "application/x-protobuf"));
    }

    private static FakeCall call(byte[] body, String contentType) {
        return new FakeCall("/v1development/profiles", body).header("Content-Type", contentType);
    }

    private double discarded(String reason) {
        return fixture.counter("pyroscope_discarded_samples_total", reason);
    }
}
