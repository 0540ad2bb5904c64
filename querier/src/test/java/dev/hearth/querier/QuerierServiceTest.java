// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.querier.v1.DiffRequest;
import dev.hearth.proto.querier.v1.DiffResponse;
import dev.hearth.proto.querier.v1.Level;
import dev.hearth.proto.querier.v1.ProfileFormat;
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
import dev.hearth.proto.types.v1.LabelPair;
import dev.hearth.proto.types.v1.LabelValuesRequest;
import dev.hearth.proto.types.v1.LabelValuesResponse;
import dev.hearth.proto.types.v1.Location;
import dev.hearth.proto.types.v1.StackTraceSelector;
import dev.hearth.proto.types.v1.TimeSeriesAggregationType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the methods answer; what they refuse is in [QuerierRefusalTest].
final class QuerierServiceTest {

    private static final long NOW = ReadPath.NOW.toEpochMilli();
    private static final long HOUR = 3_600_000;

    private final ReadPath path = new ReadPath();

    @AfterEach
    void close() {
        path.close();
    }

    private static SelectMergeStacktracesRequest.Builder stacktraces() {
        return SelectMergeStacktracesRequest.newBuilder()
                .setProfileTypeID(ReadPath.CPU)
                .setLabelSelector("{}")
                .setStart(NOW - HOUR)
                .setEnd(NOW);
    }

    private SelectMergeStacktracesResponse ask(SelectMergeStacktracesRequest.Builder request)
            throws Exception {
        return path.<SelectMergeStacktracesResponse>call(
                        observer -> path.service.selectMergeStacktraces(request.build(), observer))
                .get();
    }

    @Test
    void listsProfileTypesOfTheLastHourWithoutTimes() throws Exception {
        path.add("a", 10, "f 1");
        path.add(Labels.of("service_name", "a"), "memory:alloc_space:bytes::", 20, "f 1");
        path.add(Labels.of("service_name", "a"), "old:a:b:c:d", 4000, "f 1");

        ProfileTypesResponse response =
                path.<ProfileTypesResponse>call(observer ->
                                path.service.profileTypes(
                                        ProfileTypesRequest.getDefaultInstance(), observer))
                        .get();

        assertThat(response.getProfileTypesList())
                .extracting(dev.hearth.proto.types.v1.ProfileType::getID)
                .containsExactly("memory:alloc_space:bytes::", ReadPath.CPU);
        assertThat(response.getProfileTypes(1).getSampleUnit()).isEqualTo("nanoseconds");
        assertThat(response.getProfileTypes(0).getPeriodType()).isEmpty();
    }

    @Test
    void takesNegativeTimesForProfileTypes() throws Exception {
        for (long[] times : new long[][] {{-5, NOW}, {NOW, -5}, {-9, -5}}) {
            ProfileTypesRequest request =
                    ProfileTypesRequest.newBuilder().setStart(times[0]).setEnd(times[1]).build();
            path.<ProfileTypesResponse>call(o -> path.service.profileTypes(request, o)).get();
        }
    }

    @Test
    void listsLabelNamesThatTheClientCanTake() throws Exception {
        path.add(
                Labels.of("service_name", "a", "otel.scope", "x", "pod", "1"),
                ReadPath.CPU,
                10,
                "f 1");
        LabelNamesRequest request =
                LabelNamesRequest.newBuilder().setStart(NOW - HOUR).setEnd(NOW).build();

        assertThat(
                        path.<LabelNamesResponse>call(o -> path.service.labelNames(request, o))
                                .get()
                                .getNamesList())
                .containsExactly("__name__", "__profile_type__", "pod", "service_name");
        assertThat(path.labels.names(Tenants.of(ReadPath.TENANT), request, true).getNamesList())
                .contains("otel.scope");
    }

    @Test
    void listsLabelValuesOfWhatAllMatchersTake() throws Exception {
        path.add(Labels.of("service_name", "a", "pod", "1"), ReadPath.CPU, 10, "f 1");
        path.add(Labels.of("service_name", "a", "pod", "2"), ReadPath.CPU, 10, "f 1");
        path.add(Labels.of("service_name", "b", "pod", "3"), ReadPath.CPU, 10, "f 1");
        LabelValuesRequest request =
                LabelValuesRequest.newBuilder()
                        .setName("pod")
                        .addMatchers("{service_name=\"a\"}")
                        .addMatchers("{pod!=\"1\"}")
                        .setStart(NOW - HOUR)
                        .setEnd(NOW)
                        .build();

        assertThat(
                        path.<LabelValuesResponse>call(o -> path.service.labelValues(request, o))
                                .get()
                                .getNamesList())
                .containsExactly("2");
    }

    @Test
    void listsSeriesWithSortedPairs() throws Exception {
        path.add(Labels.of("service_name", "b", "a.b", "x"), ReadPath.CPU, 10, "f 1");
        path.add(Labels.of("service_name", "a", "pod", "2"), ReadPath.CPU, 10, "f 1");
        SeriesRequest request =
                SeriesRequest.newBuilder()
                        .addLabelNames("service_name")
                        .addLabelNames("pod")
                        .addLabelNames("a.b")
                        .setStart(NOW - HOUR)
                        .setEnd(NOW)
                        .build();

        SeriesResponse response =
                path.<SeriesResponse>call(o -> path.service.series(request, o)).get();

        assertThat(response.getLabelsSetList())
                .extracting(set -> set.getLabelsList().stream().map(LabelPair::getValue).toList())
                .containsExactly(List.of("2", "a"), List.of("b"));
        assertThat(
                        path.labels
                                .series(Tenants.of(ReadPath.TENANT), request, true)
                                .getLabelsSetList())
                .extracting(set -> set.getLabelsList().stream().map(LabelPair::getValue).toList())
                .containsExactly(List.of("x", "b"), List.of("2", "a"));
    }

    @Test
    void drawsAFlameGraph() throws Exception {
        path.add("a", 10, "main;x 3", "main 1");

        SelectMergeStacktracesResponse response = ask(stacktraces());

        assertThat(response.getFlamegraph().getNamesList()).containsExactly("total", "main", "x");
        assertThat(response.getFlamegraph().getLevelsList())
                .extracting(Level::getValuesList)
                .containsExactly(
                        List.of(0L, 4L, 0L, 0L), List.of(0L, 4L, 1L, 1L), List.of(1L, 3L, 3L, 2L));
        assertThat(response.getFlamegraph().getTotal()).isEqualTo(4);
        assertThat(response.getFlamegraph().getMaxSelf()).isEqualTo(3);
    }

    @Test
    void drawsTheRootOfNothing() throws Exception {
        assertThat(ask(stacktraces()).getFlamegraph().getLevels(0).getValuesList())
                .containsExactly(0L, 0L, 0L, 0L);
        assertThat(ask(stacktraces().setFormat(ProfileFormat.PROFILE_FORMAT_TREE)).getTree())
                .isEmpty();
    }

    @Test
    void answersInEveryFormat() throws Exception {
        path.add("a", 10, "main;x 3");

        assertThat(
                        ask(stacktraces().setFormat(ProfileFormat.PROFILE_FORMAT_TREE))
                                .getTree()
                                .toByteArray())
                .containsExactly(0, 0, 1, 4, 'm', 'a', 'i', 'n', 0, 1, 1, 'x', 3, 0);
        assertThat(ask(stacktraces().setFormat(ProfileFormat.PROFILE_FORMAT_DOT)).getDot())
                .startsWith("digraph \"cpu\" {");
        Profile profile =
                ask(stacktraces().setFormat(ProfileFormat.PROFILE_FORMAT_PPROF))
                        .getPprof()
                        .getProfile();
        assertThat(profile.getSample(0).getValueList()).containsExactly(3L);
    }

    @Test
    void keepsOnlyAsManyNodesAsAsked() throws Exception {
        path.add("a", 10, "x 5", "y 4", "z 1");

        assertThat(ask(stacktraces().setMaxNodes(1)).getFlamegraph().getNamesList())
                .containsExactly("total", "other", "x");
    }

    @Test
    void keepsOnlyStacksOfACallSite() throws Exception {
        path.add("a", 10, "main;x 3", "main;y 5");
        StackTraceSelector site =
                StackTraceSelector.newBuilder()
                        .addCallSite(Location.newBuilder().setName("main"))
                        .addCallSite(Location.newBuilder().setName("x"))
                        .build();

        assertThat(ask(stacktraces().setStackTraceSelector(site)).getFlamegraph().getTotal())
                .isEqualTo(3);
    }

    @Test
    void keepsOnlySamplesOfSpans() throws Exception {
        path.add("a", 10, "main;x 3 span=7", "main;y 5");
        SelectMergeSpanProfileRequest request =
                SelectMergeSpanProfileRequest.newBuilder()
                        .setProfileTypeID(ReadPath.CPU)
                        .setLabelSelector("{}")
                        .setStart(NOW - HOUR)
                        .setEnd(NOW)
                        .addSpanSelector("0700000000000000")
                        .build();

        SelectMergeSpanProfileResponse response =
                path.<SelectMergeSpanProfileResponse>call(
                                o -> path.service.selectMergeSpanProfile(request, o))
                        .get();

        assertThat(response.getFlamegraph().getTotal()).isEqualTo(3);
        assertThat(
                        ask(stacktraces().addTraceIdSelector("0".repeat(31) + "7"))
                                .getFlamegraph()
                                .getTotal())
                .isEqualTo(3);
    }

    @Test
    void mergesProfilesIntoOne() throws Exception {
        path.add("a", 10, "main;x 3");
        path.add("b", 10, "main;x 4");
        Profile profile =
                path.<Profile>call(o -> path.service.selectMergeProfile(merged(), o)).get();

        assertThat(profile.getSampleCount()).isEqualTo(1);
        assertThat(profile.getSample(0).getValueList()).containsExactly(7L);
        assertThat(profile.getSample(0).getLocationIdCount()).isEqualTo(2);
        assertThat(profile.getStringTableList()).contains("main", "x", "cpu", "nanoseconds");
        assertThat(profile.getTimeNanos()).isEqualTo((NOW - HOUR) * 1_000_000);
    }

    @Test
    void mergedProfilesHaveThePeriodOfTheLatest() throws Exception {
        path.add("a", 20, "f 2");
        path.add("b", 10, "f 6");
        path.add("c", 15, "f 6");

        Profile profile =
                path.<Profile>call(o -> path.service.selectMergeProfile(merged(), o)).get();

        assertThat(profile.getPeriod()).isEqualTo(NOW / 1000 - 10);
    }

    @Test
    void mergedProfilesAreCutOnlyIfTheTenantsLimitsSaySo() throws Exception {
        Settings cutting =
                Settings.defaults().with(LimitFlags.MAX_FLAMEGRAPH_NODES_ON_MERGE_PROFILE, true);
        SelectMergeProfileRequest request = merged().toBuilder().setMaxNodes(2).build();
        for (boolean isCut : new boolean[] {false, true}) {
            try (ReadPath limited =
                    isCut ? new ReadPath(TenantLimits.fromSettings(cutting)) : new ReadPath()) {
                limited.add("a", 20, "main;work 90", "main;rest 9", "main;rare 1");

                Profile profile =
                        limited.<Profile>call(o -> limited.service.selectMergeProfile(request, o))
                                .get();

                assertThat(profile.getSampleList())
                        .extracting(sample -> sample.getValue(0))
                        .containsExactlyInAnyOrder(
                                isCut ? new Long[] {90L, 10L} : new Long[] {90L, 9L, 1L});
                assertThat(profile.getStringTableList().contains("other")).isEqualTo(isCut);
            }
        }
    }

    private static SelectMergeProfileRequest merged() {
        return SelectMergeProfileRequest.newBuilder()
                .setProfileTypeID(ReadPath.CPU)
                .setLabelSelector("{}")
                .setStart(NOW - HOUR)
                .setEnd(NOW)
                .build();
    }

    @Test
    void sumsAndAveragesSeries() throws Exception {
        path.add(Labels.of("service_name", "a", "pod", "1"), ReadPath.CPU, 10, "f 2");
        path.add(Labels.of("service_name", "a", "pod", "2"), ReadPath.CPU, 12, "f 6");
        SelectSeriesRequest.Builder request =
                SelectSeriesRequest.newBuilder()
                        .setProfileTypeID(ReadPath.CPU)
                        .setLabelSelector("{}")
                        .setStart(NOW - 30_000)
                        .setEnd(NOW)
                        .setStep(15);

        SelectSeriesResponse sums = series(request);
        assertThat(sums.getSeriesCount()).isEqualTo(1);
        assertThat(sums.getSeries(0).getLabelsList()).isEmpty();
        assertThat(sums.getSeries(0).getPointsList())
                .extracting(point -> point.getTimestamp() + "=" + point.getValue())
                .containsExactly(NOW + "=8.0");
        request.setAggregation(TimeSeriesAggregationType.TIME_SERIES_AGGREGATION_TYPE_AVERAGE);
        assertThat(series(request).getSeries(0).getPoints(0).getValue()).isEqualTo(4);
        SelectSeriesResponse pods = series(request.addGroupBy("pod").setLimit(1));
        assertThat(pods.getSeriesCount()).isEqualTo(1);
        assertThat(pods.getSeries(0).getLabels(0).getValue()).isEqualTo("2");
    }

    private SelectSeriesResponse series(SelectSeriesRequest.Builder request) throws Exception {
        return path.<SelectSeriesResponse>call(o -> path.service.selectSeries(request.build(), o))
                .get();
    }

    @Test
    void comparesTwoQueries() throws Exception {
        path.add("a", 10, "main;x 3");
        path.add("b", 10, "main;x 1");
        DiffRequest request =
                DiffRequest.newBuilder()
                        .setLeft(stacktraces().setLabelSelector("{service_name=\"a\"}"))
                        .setRight(stacktraces().setLabelSelector("{service_name=\"b\"}"))
                        .build();

        DiffResponse response = path.<DiffResponse>call(o -> path.service.diff(request, o)).get();

        assertThat(response.getFlamegraph().getLevels(2).getValuesList())
                .containsExactly(0L, 3L, 3L, 0L, 1L, 1L, 2L);
        assertThat(response.getFlamegraph().getTotal()).isEqualTo(4);
        assertThat(response.getFlamegraph().getLeftTicks()).isEqualTo(3);
        assertThat(response.getFlamegraph().getRightTicks()).isEqualTo(1);
    }

    @Test
    void showsATenantNothingOfAnother() throws Exception {
        path.add("a", 10, "main;x 3");
        TenantId other = new TenantId("t2");

        SelectMergeStacktracesResponse response =
                path.<SelectMergeStacktracesResponse>call(
                                other,
                                o -> path.service.selectMergeStacktraces(stacktraces().build(), o))
                        .get();

        assertThat(response.getFlamegraph().getTotal()).isZero();
    }
}
