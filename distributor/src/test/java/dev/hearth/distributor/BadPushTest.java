// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static dev.hearth.distributor.PushFixture.cpuOf;
import static dev.hearth.distributor.PushFixture.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.LimitFlags;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.push.v1.RawProfileSeries;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What clients get wrong, by `push.v1`: each gets a message and a count, and the rest of the
/// request is stored.
final class BadPushTest {

    private static final byte[] GOOD = Pprofs.cpu().sample(1, "a").bytes();

    static Stream<Arguments> badSeries() {
        byte[] gzip = Pprofs.cpu().sample(1, "a").gzip();
        Profile.Builder message = Pprofs.cpu().sample(1, "a").message();
        return Stream.of(
                bad("malformed_profile", "not gzip though it says so", new byte[] {31, -117, 8, 1}),
                bad("malformed_profile", "gzip cut short", Arrays.copyOf(gzip, gzip.length - 9)),
                bad("malformed_profile", "cut short", Arrays.copyOf(GOOD, GOOD.length - 1)),
                bad("malformed_profile", "text", "hello, world".getBytes(StandardCharsets.UTF_8)),
                bad("malformed_profile", "nothing at all", new byte[0]),
                bad(
                        "malformed_profile",
                        "string index out of range",
                        edit(message, b -> b.getFunctionBuilder(0).setName(99))),
                bad(
                        "malformed_profile",
                        "negative string index",
                        edit(message, b -> b.getFunctionBuilder(0).setName(-1))),
                bad(
                        "malformed_profile",
                        "two values for one type",
                        edit(message, b -> b.getSampleBuilder(0).addValue(1))),
                bad(
                        "malformed_profile",
                        "location without id",
                        edit(message, b -> b.getLocationBuilder(0).setId(0))),
                bad(
                        "not_in_ingestion_window",
                        "far future",
                        edit(message, b -> b.setTimeNanos(Long.MAX_VALUE))),
                bad(
                        "not_in_ingestion_window",
                        "before 1970",
                        edit(message, b -> b.setTimeNanos(-5))),
                bad("profile_size_limit", "a gzip bomb", bomb()),
                labels("label_value_too_long", "10 MB of labels", "a", "x".repeat(10 << 20)),
                labels("invalid_labels", "a name that is empty", "", "x"),
                labels("duplicate_label_names", "a name given twice", "__name__", "x"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("badSeries")
    void isRefusedAndTheRestIsStored(String reason, String what, RawProfileSeries bad)
            throws Exception {
        PushFixture fixture = new PushFixture();

        Status status = fixture.push(bad, series(cpuOf("good"), GOOD));

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription())
                .startsWith("push series with index 0 and id  failed: ")
                .hasSizeLessThan(1000);
        assertThat(fixture.sink.label("service_name")).containsExactly("good");
        assertThat(fixture.counter("pyroscope_discarded_samples_total", reason)).isPositive();
    }

    @Test
    void ALabelSetThatBreaksARuleDoesNotStopTheOthersOfItsPayload() throws Exception {
        PushFixture fixture = new PushFixture();
        byte[] pprof =
                Pprofs.cpu()
                        .sample(1, "a")
                        .label("x", "y".repeat(3000))
                        .sample(2, "a")
                        .label("x", "short")
                        .bytes();

        Status status = fixture.push(series(cpuOf("web"), pprof));

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(fixture.sink.label("x")).containsExactly("short");
    }

    @Test
    void refusesWhatIsOlderThanTheLimitOnlyIfThereIsOne() throws Exception {
        byte[] old = Pprofs.cpu().time(1_000_000_000_000_000_000L).sample(1, "a").bytes();
        PushFixture open = new PushFixture();
        PushFixture strict =
                new PushFixture(
                        PushFixture.limits(LimitFlags.REJECT_OLDER_THAN, Duration.ofHours(1)));

        assertThat(open.push(series(cpuOf("web"), old)).isOk()).isTrue();
        assertThat(strict.push(series(cpuOf("web"), old)).getDescription())
                .contains("2001-09-09T01:46:40Z");
    }

    @Test
    void aProfileOfTheLargestSizePassesTheRateLimitOfAnIdleTenant() throws Exception {
        PushFixture fixture =
                new PushFixture(PushFixture.limits(LimitFlags.INGESTION_RATE_MB, 0.000001));

        assertThat(fixture.push(series(cpuOf("web"), GOOD)).isOk()).isTrue();
    }

    @Test
    void refusesWhatIsOverTheRate() throws Exception {
        PushFixture fixture = new PushFixture(tinyRate());

        fixture.push(series(cpuOf("web"), GOOD));
        Status status = fixture.push(series(cpuOf("web"), big(), big(), GOOD));

        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(fixture.counter("pyroscope_discarded_bytes_total", "rate_limited")).isPositive();
    }

    @Test
    void refusesPayloadsThatTogetherAreOverTheLimitOfARequest() throws Exception {
        PushFixture fixture =
                new PushFixture(PushFixture.limits(LimitFlags.INGESTION_BODY_LIMIT_MB, 0.0002));

        Status status = fixture.push(series(cpuOf("web"), GOOD, GOOD, GOOD));

        assertThat(GOOD.length).isBetween(71, 104);
        assertThat(status.getDescription()).contains("index 2").doesNotContain("index 1");
        assertThat(fixture.sink.profiles()).hasSize(2);
    }

    @Test
    void tellsAtMostTenFailuresOneByOne() throws Exception {
        PushFixture fixture = new PushFixture();
        byte[][] payloads = new byte[1000][];
        Arrays.fill(payloads, new byte[] {1});

        Status status = fixture.push(series(cpuOf("web"), payloads));

        assertThat(status.getDescription()).endsWith("and 990 more").hasSizeLessThan(4000);
    }

    private static dev.hearth.config.TenantLimits tinyRate() {
        try {
            return dev.hearth.config.TenantLimits.fromSettings(
                    dev.hearth.config.Settings.defaults()
                            .with(LimitFlags.INGESTION_RATE_MB, 0.00001)
                            .with(LimitFlags.INGESTION_BURST_SIZE_MB, 0.00001)
                            .with(LimitFlags.MAX_PROFILE_SIZE_BYTES, 400_000L));
        } catch (dev.hearth.config.ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] big() {
        return Pprofs.cpu().sample(1, "x".repeat(390_000)).bytes();
    }

    private static byte[] bomb() {
        return Pprofs.cpu().sample(1, "x".repeat(8 << 20)).gzip();
    }

    private static byte[] edit(
            Profile.Builder message, java.util.function.Consumer<Profile.Builder> change) {
        Profile.Builder copy = message.clone();
        change.accept(copy);
        return copy.build().toByteArray();
    }

    private static Arguments bad(String reason, String what, byte[] payload) {
        return Arguments.of(reason, what, series(cpuOf("bad"), payload));
    }

    private static Arguments labels(String reason, String what, String name, String value) {
        List<String> labels = List.of("__name__", "cpu", "service_name", "bad", name, value);
        return Arguments.of(reason, what, series(labels, GOOD));
    }
}
