// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static dev.hearth.distributor.PushFixture.cpuOf;
import static dev.hearth.distributor.PushFixture.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.config.Flag;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.PushLimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.config.rules.IngestQuota;
import dev.hearth.server.StatusException;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each limit, in each of three formats: the status, the message and the count. A pprof by
/// `/ingest` is refused with 422, text with 400 once it is parsed, `push.v1` with
/// `invalid_argument`; what may pass later with 429 by all of them.
final class LimitsByFormatTest {

    private static final String BIG = "x".repeat(300_000);

    /// What is pushed.
    ///
    /// @param tags of the application, as `{a=b}`
    /// @param frame the one function
    record Payload(String tags, String frame, int samples, String from) {

        private static final Payload PLAIN = new Payload("", "a", 1, "1700000000");
    }

    enum Format {
        PPROF,
        TEXT,
        PUSH
    }

    /// A limit and what breaks it.
    ///
    /// @param before what is pushed first, accepted or not
    record Limit(
            String reason,
            boolean isExhausted,
            TenantLimits limits,
            List<Payload> before,
            Payload payload,
            String message) {}

    static Stream<Arguments> limits() {
        Payload big = new Payload("", BIG, 1, "1700000000");
        Payload long1 = new Payload("{tag=" + "v".repeat(60) + "}", "a", 1, "1700000000");
        Payload tagged = new Payload("{tag=x}", "a", 1, "1700000000");
        return Stream.of(
                        new Limit(
                                "rate_limited",
                                true,
                                tinyRate(),
                                List.of(big, big),
                                big,
                                "push rate limit ("),
                        new Limit(
                                "ingest_limit_reached",
                                true,
                                with(PushLimitFlags.INGESTION_LIMIT, quota()),
                                List.of(),
                                Payload.PLAIN,
                                "limit of 1.0 GiB/hour reached, next reset at 2026-01-01T00:00:00Z"),
                        new Limit(
                                "series_limit",
                                true,
                                with(PushLimitFlags.MAX_LOCAL_SERIES, 1),
                                List.of(Payload.PLAIN),
                                tagged,
                                "maximum active series limit exceeded (1/1)"),
                        new Limit(
                                "not_in_ingestion_window",
                                false,
                                with(LimitFlags.REJECT_OLDER_THAN, Duration.ofHours(1)),
                                List.of(),
                                new Payload("", "a", 1, "1000000000"),
                                "profile is of 2001-09-09T01:46:40Z"),
                        new Limit(
                                "max_label_names_per_series",
                                false,
                                with(LimitFlags.MAX_LABEL_NAMES_PER_SERIES, 1),
                                List.of(),
                                Payload.PLAIN,
                                "profile series of service \"app\" has "),
                        new Limit(
                                "label_value_too_long",
                                false,
                                with(LimitFlags.MAX_LABEL_VALUE_LENGTH, 50),
                                List.of(),
                                long1,
                                "value \"vvv"),
                        new Limit(
                                "label_name_too_long",
                                false,
                                with(LimitFlags.MAX_LABEL_NAME_LENGTH, 3),
                                List.of(),
                                Payload.PLAIN,
                                "label name \"__"),
                        new Limit(
                                "samples_limit",
                                false,
                                with(LimitFlags.MAX_STACKTRACE_SAMPLES, 2),
                                List.of(),
                                new Payload("", "a", 3, "1700000000"),
                                ""),
                        new Limit(
                                "profile_size_limit",
                                false,
                                with(LimitFlags.MAX_PROFILE_SIZE_BYTES, 1000L),
                                List.of(),
                                big,
                                ""))
                .flatMap(limit ->
                        Stream.of(Format.values())
                                .map(format -> Arguments.of(limit.reason, format, limit)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("limits")
    void isRefusedWithItsStatusAndCounted(String reason, Format format, Limit limit)
            throws Exception {
        PushFixture fixture = new PushFixture(limit.limits);
        for (Payload payload : limit.before) {
            push(fixture, format, payload);
        }
        fixture.sink.clear();

        Refusal refusal = push(fixture, format, limit.payload);

        assertThat(refusal.status).isEqualTo(status(format, limit.isExhausted));
        assertThat(refusal.message)
                .startsWith(
                        format == Format.PUSH
                                ? "push series with index 0 and id  failed: "
                                : limit.message)
                .contains(limit.message)
                .hasSizeLessThan(1000);
        assertThat(fixture.counter("pyroscope_discarded_samples_total", reason)).isPositive();
        assertThat(fixture.counter("pyroscope_discarded_bytes_total", reason)).isPositive();
        assertThat(fixture.sink.appends()).isEmpty();
    }

    private static String status(Format format, boolean isExhausted) {
        return switch (format) {
            case PPROF -> isExhausted ? "429 RESOURCE_EXHAUSTED" : "422 UNKNOWN";
            case TEXT -> isExhausted ? "429 RESOURCE_EXHAUSTED" : "400 INVALID_ARGUMENT";
            case PUSH -> isExhausted ? "RESOURCE_EXHAUSTED" : "INVALID_ARGUMENT";
        };
    }

    private record Refusal(String status, String message) {}

    private static Refusal push(PushFixture fixture, Format format, Payload payload)
            throws Exception {
        return switch (format) {
            case PPROF ->
                    post(fixture, FakeCall.ingest(pprof(payload)).with("format", "pprof"), payload);
            case TEXT -> post(fixture, FakeCall.ingest(text(payload)), payload);
            case PUSH -> {
                Status status = fixture.push(series(labels(payload), pprof(payload)));
                yield new Refusal(status.getCode().name(), String.valueOf(status.getDescription()));
            }
        };
    }

    private static Refusal post(PushFixture fixture, FakeCall call, Payload payload) {
        call.with("name", "app" + payload.tags).with("from", payload.from);
        StatusException refusal =
                catchThrowableOfType(StatusException.class, () -> fixture.post(call));
        return refusal == null
                ? new Refusal("200", "")
                : new Refusal(refusal.httpStatus() + " " + refusal.code(), refusal.getMessage());
    }

    private static List<String> labels(Payload payload) {
        if (payload.tags.isEmpty()) {
            return cpuOf("app");
        }
        String value =
                payload.tags.substring(payload.tags.indexOf('=') + 1, payload.tags.length() - 1);
        return List.of("__name__", "process_cpu", "service_name", "app", "tag", value);
    }

    private static byte[] pprof(Payload payload) {
        Pprofs pprof = Pprofs.cpu().time(Long.parseLong(payload.from) * 1_000_000_000L);
        for (int i = 0; i < payload.samples; i++) {
            pprof.sample(1, payload.frame + (i == 0 ? "" : i));
        }
        return pprof.bytes();
    }

    private static String text(Payload payload) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < payload.samples; i++) {
            text.append(payload.frame).append(i == 0 ? "" : i).append(" 1\n");
        }
        return text.toString();
    }

    private static <T> TenantLimits with(Flag<T> flag, T value) {
        return PushFixture.limits(flag, value);
    }

    private static TenantLimits tinyRate() {
        return PushFixture.limits(
                Settings.defaults()
                        .with(LimitFlags.INGESTION_RATE_MB, 0.00001)
                        .with(LimitFlags.INGESTION_BURST_SIZE_MB, 0.00001)
                        .with(LimitFlags.MAX_PROFILE_SIZE_BYTES, 310_000L));
    }

    private static IngestQuota quota() {
        return new IngestQuota(
                IngestQuota.Period.HOUR,
                1 << 30,
                Instant.parse("2026-01-01T00:00:00Z"),
                true,
                new IngestQuota.Sampling(0, Duration.ZERO),
                Map.of());
    }
}
