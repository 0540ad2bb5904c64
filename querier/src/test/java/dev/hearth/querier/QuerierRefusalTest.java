// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.querier.v1.DiffRequest;
import dev.hearth.proto.querier.v1.DiffResponse;
import dev.hearth.proto.querier.v1.ProfileTypesRequest;
import dev.hearth.proto.querier.v1.ProfileTypesResponse;
import dev.hearth.proto.querier.v1.SelectMergeProfileRequest;
import dev.hearth.proto.querier.v1.SelectMergeSpanProfileRequest;
import dev.hearth.proto.querier.v1.SelectMergeSpanProfileResponse;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesRequest;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesResponse;
import dev.hearth.proto.querier.v1.SelectSeriesRequest;
import dev.hearth.proto.querier.v1.SelectSeriesResponse;
import dev.hearth.proto.querier.v1.SeriesRequest;
import dev.hearth.proto.querier.v1.SeriesResponse;
import dev.hearth.proto.types.v1.LabelNamesRequest;
import dev.hearth.proto.types.v1.LabelNamesResponse;
import dev.hearth.proto.types.v1.LabelValuesRequest;
import dev.hearth.proto.types.v1.LabelValuesResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused with which code, method by method.
final class QuerierRefusalTest {

    private static final long NOW = ReadPath.NOW.toEpochMilli();
    private static final long THEN = NOW - 3_600_000;

    private final ReadPath path = new ReadPath();

    @AfterEach
    void close() {
        path.close();
    }

    private static void refused(ReadPath.Outcome<?> outcome) {
        assertThat(outcome.status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(outcome.status.getDescription()).isNotBlank();
    }

    /// What every method on samples refuses: type, selector, start, end.
    private static final List<Asked> BAD =
            List.of(
                    new Asked("", "{}", THEN, NOW),
                    new Asked("a:b", "{}", THEN, NOW),
                    new Asked(ReadPath.CPU, "", THEN, NOW),
                    new Asked(ReadPath.CPU, "{a", THEN, NOW),
                    new Asked(ReadPath.CPU, "{a=~\"(\"}", THEN, NOW),
                    new Asked(ReadPath.CPU, "{}", NOW, THEN),
                    new Asked(ReadPath.CPU, "{}", 0, 0),
                    new Asked(ReadPath.CPU, "{}", 0, NOW),
                    new Asked(ReadPath.CPU, "{}", THEN, 0));

    private record Asked(String type, String selector, long start, long end) {
        SelectMergeStacktracesRequest stacktraces() {
            return SelectMergeStacktracesRequest.newBuilder()
                    .setProfileTypeID(type)
                    .setLabelSelector(selector)
                    .setStart(start)
                    .setEnd(end)
                    .build();
        }

        SelectSeriesRequest.Builder series() {
            return SelectSeriesRequest.newBuilder()
                    .setProfileTypeID(type)
                    .setLabelSelector(selector)
                    .setStart(start)
                    .setEnd(end)
                    .setStep(15);
        }
    }

    private static final Asked GOOD = new Asked(ReadPath.CPU, "{}", THEN, NOW);

    @Test
    void refusesBadQuestionsForStacks() throws Exception {
        for (Asked bad : BAD) {
            refused(stacktraces(bad.stacktraces()));
            refused(diff(bad.stacktraces(), GOOD.stacktraces()));
            refused(diff(GOOD.stacktraces(), bad.stacktraces()));
        }
    }

    private ReadPath.Outcome<SelectMergeStacktracesResponse> stacktraces(
            SelectMergeStacktracesRequest request) throws Exception {
        return path.call(o -> path.service.selectMergeStacktraces(request, o));
    }

    private ReadPath.Outcome<DiffResponse> diff(
            SelectMergeStacktracesRequest left, SelectMergeStacktracesRequest right)
            throws Exception {
        DiffRequest request = DiffRequest.newBuilder().setLeft(left).setRight(right).build();
        return path.call(o -> path.service.diff(request, o));
    }

    @Test
    void refusesADiffOfOneSide() throws Exception {
        DiffRequest left = DiffRequest.newBuilder().setLeft(GOOD.stacktraces()).build();
        DiffRequest right = DiffRequest.newBuilder().setRight(GOOD.stacktraces()).build();

        refused(path.<DiffResponse>call(o -> path.service.diff(left, o)));
        refused(path.<DiffResponse>call(o -> path.service.diff(right, o)));
    }

    @Test
    void refusesBadQuestionsForProfilesSpansAndSeries() throws Exception {
        for (Asked bad : BAD) {
            SelectMergeProfileRequest profile =
                    SelectMergeProfileRequest.newBuilder()
                            .setProfileTypeID(bad.type)
                            .setLabelSelector(bad.selector)
                            .setStart(bad.start)
                            .setEnd(bad.end)
                            .build();
            refused(path.<Profile>call(o -> path.service.selectMergeProfile(profile, o)));
            SelectMergeSpanProfileRequest span =
                    SelectMergeSpanProfileRequest.newBuilder()
                            .setProfileTypeID(bad.type)
                            .setLabelSelector(bad.selector)
                            .setStart(bad.start)
                            .setEnd(bad.end)
                            .build();
            refused(
                    path.<SelectMergeSpanProfileResponse>call(
                            o -> path.service.selectMergeSpanProfile(span, o)));
            refused(series(bad.series().build()));
        }
        refused(series(GOOD.series().clearStep().build()));
        refused(series(GOOD.series().setStep(0.0009).build()));
        refused(series(GOOD.series().setStep(Double.NaN).build()));
    }

    private ReadPath.Outcome<SelectSeriesResponse> series(SelectSeriesRequest request)
            throws Exception {
        return path.call(o -> path.service.selectSeries(request, o));
    }

    @Test
    void refusesBadQuestionsForLabels() throws Exception {
        for (long[] times : new long[][] {{0, 0}, {NOW, THEN}}) {
            LabelNamesRequest names =
                    LabelNamesRequest.newBuilder().setStart(times[0]).setEnd(times[1]).build();
            refused(path.<LabelNamesResponse>call(o -> path.service.labelNames(names, o)));
            LabelValuesRequest values =
                    LabelValuesRequest.newBuilder()
                            .setName("a")
                            .setStart(times[0])
                            .setEnd(times[1])
                            .build();
            refused(path.<LabelValuesResponse>call(o -> path.service.labelValues(values, o)));
            SeriesRequest series =
                    SeriesRequest.newBuilder().setStart(times[0]).setEnd(times[1]).build();
            refused(path.<SeriesResponse>call(o -> path.service.series(series, o)));
        }
        ProfileTypesRequest types =
                ProfileTypesRequest.newBuilder().setStart(NOW).setEnd(THEN).build();
        refused(path.<ProfileTypesResponse>call(o -> path.service.profileTypes(types, o)));
        LabelValuesRequest nameless =
                LabelValuesRequest.newBuilder().setStart(THEN).setEnd(NOW).build();
        refused(path.<LabelValuesResponse>call(o -> path.service.labelValues(nameless, o)));
    }

    @Test
    void refusesSelectorsOfLabelsThatDoNotParse() throws Exception {
        LabelNamesRequest names =
                LabelNamesRequest.newBuilder()
                        .addMatchers("{a=")
                        .setStart(THEN)
                        .setEnd(NOW)
                        .build();
        refused(path.<LabelNamesResponse>call(o -> path.service.labelNames(names, o)));
        SeriesRequest series =
                SeriesRequest.newBuilder()
                        .addMatchers("{}")
                        .addMatchers("x y")
                        .setStart(THEN)
                        .setEnd(NOW)
                        .build();
        refused(path.<SeriesResponse>call(o -> path.service.series(series, o)));
        LabelValuesRequest values =
                LabelValuesRequest.newBuilder()
                        .setName("a")
                        .addMatchers("{a=~\"*\"}")
                        .setStart(THEN)
                        .setEnd(NOW)
                        .build();
        refused(path.<LabelValuesResponse>call(o -> path.service.labelValues(values, o)));
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(describe(new Asked(ReadPath.CPU, "{}", 0, NOW).stacktraces()))
                .isEqualTo("missing time range in the query");
        assertThat(describe(new Asked(ReadPath.CPU, "{}", NOW, THEN).stacktraces()))
                .isEqualTo("query start time is after end time");
        SelectMergeStacktracesRequest good = GOOD.stacktraces();
        assertThat(describe(good.toBuilder().setMaxNodes(1048577).build()))
                .startsWith("max flamegraph nodes limit 1048577 is greater than allowed 1048576");
        assertThat(describe(good.toBuilder().setMaxNodes(-1).build()))
                .isEqualTo("max flamegraph nodes limit must be set (max allowed 1048576)");
        assertThat(
                        describe(
                                good.toBuilder()
                                        .addSpanSelector("0700000000000000")
                                        .addTraceIdSelector("07".repeat(16))
                                        .build()))
                .isEqualTo("span_selector and trace_id_selector cannot be combined");
    }

    private String describe(SelectMergeStacktracesRequest request) throws Exception {
        ReadPath.Outcome<SelectMergeStacktracesResponse> outcome = stacktraces(request);
        refused(outcome);
        return String.valueOf(outcome.status.getDescription());
    }

    @ParameterizedTest
    @CsvSource({
        "07, '', ''",
        "xx00000000000000, '', ''",
        "0000000000000000, '', ''",
        "'', 07, ''",
        "'', 00000000000000000000000000000000, ''",
        "'', '', 1-2",
        "'', '', x",
    })
    void refusesIdsThatAreNone(String span, String trace, String profile) throws Exception {
        SelectMergeStacktracesRequest.Builder request = GOOD.stacktraces().toBuilder();
        if (!span.isEmpty()) {
            request.addSpanSelector(span);
        }
        if (!trace.isEmpty()) {
            request.addTraceIdSelector(trace);
        }
        if (!profile.isEmpty()) {
            request.addProfileIdSelector(profile);
        }
        refused(stacktraces(request.build()));
    }

    @Test
    void keepsToTheLimitsOfTheTenant() throws Exception {
        Settings settings =
                Settings.defaults()
                        .with(LimitFlags.MAX_QUERY_LENGTH, Duration.ofMinutes(30))
                        .with(LimitFlags.MAX_QUERY_LOOKBACK, Duration.ofMinutes(40));
        try (ReadPath limited = new ReadPath(TenantLimits.fromSettings(settings))) {
            limited.add("a", 3000, "f 1");
            assertThat(
                            limited.<SelectMergeStacktracesResponse>call(o ->
                                            limited.service.selectMergeStacktraces(
                                                    GOOD.stacktraces(), o))
                                    .status
                                    .getDescription())
                    .startsWith(
                            "the query time range exceeds the limit (max_query_length, actual: 40m, limit: 30m)");
            Asked before = new Asked(ReadPath.CPU, "{}", THEN, NOW - 2_500_000);
            assertThat(
                            limited.<SelectMergeStacktracesResponse>call(o ->
                                            limited.service.selectMergeStacktraces(
                                                    before.stacktraces(), o))
                                    .get()
                                    .getFlamegraph()
                                    .getTotal())
                    .isZero();
        }
    }

    @Test
    void takesTheWidestRange() throws Exception {
        Asked wide = new Asked(ReadPath.CPU, "{}", Long.MIN_VALUE, Long.MAX_VALUE);
        path.add("a", 10, "f 3");

        assertThat(stacktraces(wide.stacktraces()).get().getFlamegraph().getTotal()).isEqualTo(3);
        assertThat(series(wide.series().setStep(1e300).build()).status.isOk()).isTrue();
    }
}
