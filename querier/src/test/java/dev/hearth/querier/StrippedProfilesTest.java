// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.ConfigException;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.Labels;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.querier.v1.SelectMergeProfileRequest;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesRequest;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesResponse;
import dev.hearth.proto.querier.v1.SelectSeriesRequest;
import dev.hearth.proto.querier.v1.SelectSeriesResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Series of which sampling has kept the totals alone.
final class StrippedProfilesTest {

    private static final long NOW = ReadPath.NOW.toEpochMilli();
    private static final long HOUR = 3_600_000;

    @ParameterizedTest
    @CsvSource({"false, 3", "true, 10"})
    void countInTimeSeriesIfTheTenantWantsThem(boolean includes, double sum) throws Exception {
        SelectSeriesRequest request =
                SelectSeriesRequest.newBuilder()
                        .setProfileTypeID(ReadPath.CPU)
                        .setLabelSelector("{}")
                        .setStart(NOW - HOUR)
                        .setEnd(NOW)
                        .setStep(3600)
                        .build();
        try (ReadPath path = path(includes)) {
            SelectSeriesResponse answer =
                    path.<SelectSeriesResponse>call(o -> path.service.selectSeries(request, o))
                            .get();

            assertThat(answer.getSeries(0).getPoints(0).getValue()).isEqualTo(sum);
        }
    }

    @Test
    void areNeverInFlameGraphsNorMergedProfiles() throws Exception {
        try (ReadPath path = path(true)) {
            SelectMergeStacktracesResponse graph =
                    path.<SelectMergeStacktracesResponse>call(o ->
                                    path.service.selectMergeStacktraces(
                                            SelectMergeStacktracesRequest.newBuilder()
                                                    .setProfileTypeID(ReadPath.CPU)
                                                    .setLabelSelector("{}")
                                                    .setStart(NOW - HOUR)
                                                    .setEnd(NOW)
                                                    .build(),
                                            o))
                            .get();
            Profile merged =
                    path.<Profile>call(o ->
                                    path.service.selectMergeProfile(
                                            SelectMergeProfileRequest.newBuilder()
                                                    .setProfileTypeID(ReadPath.CPU)
                                                    .setLabelSelector("{}")
                                                    .setStart(NOW - HOUR)
                                                    .setEnd(NOW)
                                                    .build(),
                                            o))
                            .get();

            assertThat(graph.getFlamegraph().getTotal()).isEqualTo(3);
            assertThat(merged.getSample(0).getValueList()).containsExactly(3L);
        }
    }

    private static ReadPath path(boolean includes) throws ConfigException {
        ReadPath path =
                new ReadPath(
                        TenantLimits.fromSettings(
                                Settings.defaults()
                                        .with(LimitFlags.INCLUDE_STRIPPED_PROFILES, includes)));
        path.add("web", 10, "f 3");
        path.add(
                Labels.of(Labels.SERVICE_NAME, "web", "__sampled__", "true"),
                ReadPath.CPU,
                10,
                "g 7");
        return path;
    }
}
