// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.LabelLimits;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.TenantLimits;
import dev.hearth.distributor.relabel.IngestRules;
import dev.hearth.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SeriesLabelsTest {

    private static final LabelLimits DEFAULTS = TenantLimits.defaults().labels();

    static Stream<Arguments> badLabels() {
        return Stream.of(
                refused(DiscardReason.MISSING_LABELS),
                refused(DiscardReason.INVALID_LABELS, "service_name", "web"),
                refused(DiscardReason.INVALID_LABELS, "__name__", ""),
                refused(DiscardReason.MISSING_LABELS, "__name__", "cpu", "service_name", ""),
                refused(DiscardReason.DUPLICATE_LABEL_NAMES, "__name__", "cpu", "a", "1", "a", "1"),
                refused(DiscardReason.INVALID_LABELS, "__name__", "cpu", "", "1"),
                refused(DiscardReason.INVALID_LABELS, "__name__", "cpu", "a\ud800", "1"),
                refused(DiscardReason.INVALID_LABELS, "__name__", "cpu", "a", "\udc00"),
                refused(DiscardReason.INVALID_LABELS, "__name__", "c\ud800"),
                refused(DiscardReason.LABEL_NAME_TOO_LONG, "__name__", "cpu", "ä".repeat(513), "1"),
                refused(
                        DiscardReason.LABEL_VALUE_TOO_LONG,
                        "__name__",
                        "cpu",
                        "a",
                        "x".repeat(2049)));
    }

    private static Arguments refused(DiscardReason reason, String... pairs) {
        return Arguments.of(reason, List.of(pairs));
    }

    @ParameterizedTest
    @MethodSource("badLabels")
    void refusesLabelsThatBreakARule(DiscardReason reason, List<String> pairs) {
        assertThat(store(DEFAULTS, pairs))
                .isInstanceOfSatisfying(
                        SeriesLabels.Result.Bad.class,
                        bad -> {
                            assertThat(bad.refusal().reason()).isEqualTo(reason);
                            assertThat(bad.refusal().message()).hasSizeLessThan(500);
                        });
    }

    @Test
    void countsTheNameAndTheServiceAmongTheLabels() {
        List<String> pairs = new ArrayList<>(List.of("__name__", "cpu"));
        for (int i = 0; i < 28; i++) {
            pairs.addAll(List.of("label" + i, "x"));
        }
        assertThat(store(DEFAULTS, pairs)).isInstanceOf(SeriesLabels.Result.Fine.class);

        pairs.addAll(List.of("one_more", "x"));
        assertThat(store(DEFAULTS, pairs))
                .isInstanceOfSatisfying(
                        SeriesLabels.Result.Bad.class,
                        bad ->
                                assertThat(bad.refusal().reason())
                                        .isEqualTo(DiscardReason.MAX_LABEL_NAMES_PER_SERIES));
    }

    @Test
    void takesAnyTextForAName() {
        assertThat(fine(DEFAULTS, "__name__", "cpu", "otel.scope name", "ü", "1", "2"))
                .containsEntry("otel.scope name", "ü")
                .containsEntry("1", "2");
    }

    @Test
    void anEmptyValueMeansThatThereIsNoSuchLabel() {
        assertThat(fine(DEFAULTS, "__name__", "cpu", "a", "")).doesNotContainKey("a");
    }

    @Test
    void turnsDotsIntoUnderscoresWhenNamesAreSanitized() {
        assertThat(fine(sanitized(), "__name__", "cpu", "a.b", "1", "a_b", "1"))
                .containsEntry("a_b", "1")
                .doesNotContainKey("a.b");
    }

    @Test
    void refusesOtherNamesAndCollisionsWhenNamesAreSanitized() {
        assertThat(store(sanitized(), List.of("__name__", "cpu", "a b", "1")))
                .isInstanceOf(SeriesLabels.Result.Bad.class);
        assertThat(store(sanitized(), List.of("__name__", "cpu", "a.b", "1", "a_b", "2")))
                .isInstanceOf(SeriesLabels.Result.Bad.class);
    }

    @Test
    void aDottedServiceNameIsTheServiceWhenNamesAreSanitized() {
        assertThat(fine(sanitized(), "__name__", "cpu", "service.name", "web"))
                .containsEntry("service_name", "web");
    }

    @Test
    void aSamplesLabelThatCollidesOnlyWhenSanitizedIsRefused() {
        SeriesLabels labels = new SeriesLabels(sanitized(), IngestRules.DEFAULT);
        Map<String, String> series =
                new java.util.TreeMap<>(
                        Map.of("__name__", "cpu", "service_name", "web", "pod_id", "1"));

        assertThat(labels.ofProfile(series, Labels.of("pod.id", "1")))
                .isInstanceOf(SeriesLabels.Result.Fine.class);
        assertThat(labels.ofProfile(series, Labels.of("pod.id", "2")))
                .isInstanceOfSatisfying(
                        SeriesLabels.Result.Bad.class,
                        bad ->
                                assertThat(bad.refusal().reason())
                                        .isEqualTo(DiscardReason.DUPLICATE_LABEL_NAMES));
    }

    @Test
    void dropsTheSessionUnlessSessionsAreKept() {
        assertThat(fine(DEFAULTS, "__name__", "cpu", SessionId.LABEL, "0100000000000000"))
                .doesNotContainKey(SessionId.LABEL);
    }

    @Test
    void spreadsSessionsOverTheirNumber() {
        LabelLimits limits = PushFixture.limits(LimitFlags.MAX_SESSIONS_PER_SERIES, 4).labels();

        assertThat(fine(limits, "__name__", "cpu", SessionId.LABEL, "0700000000000001"))
                .containsEntry(SessionId.LABEL, "0300000000000000");
        assertThat(fine(limits, "__name__", "cpu", SessionId.LABEL, "seven"))
                .doesNotContainKey(SessionId.LABEL);
    }

    @Test
    void wallClockCpuTimeIsCpuTimeIfTheClientNamesTheType() {
        assertThat(fine(DEFAULTS, "__name__", "wall", "__type__", "cpu"))
                .containsEntry("__name__", "process_cpu")
                .containsEntry("__name_replaced__", "wall");
    }

    @Test
    void theProfileTypeNamesWhatThePayloadMeasures() {
        Map<String, String> labels =
                fine(DEFAULTS, "__name__", "memory", "__type__", "lie", "__period_type__", "lie");

        assertThat(labels)
                .containsEntry("__profile_type__", "memory:space:bytes::")
                .containsEntry("__type__", "space")
                .doesNotContainKey("__period_type__");
    }

    private static LabelLimits sanitized() {
        return PushFixture.limits(LimitFlags.DISABLE_LABEL_SANITIZATION, false).labels();
    }

    private static Map<String, String> fine(LabelLimits limits, String... pairs) {
        if (store(limits, List.of(pairs))
                instanceof SeriesLabels.Result.Fine(Map<String, String> labels)) {
            return labels;
        }
        throw new AssertionError("labels were refused");
    }

    private static SeriesLabels.Result store(LabelLimits limits, List<String> namesAndValues) {
        List<LabelPair> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            pairs.add(new LabelPair(namesAndValues.get(i), namesAndValues.get(i + 1)));
        }
        SeriesLabels labels = new SeriesLabels(limits, IngestRules.DEFAULT);
        return switch (labels.ofSeries(pairs)) {
            case SeriesLabels.Result.Bad bad -> bad;
            case SeriesLabels.Result.Dropped dropped -> dropped;
            case SeriesLabels.Result.Fine(Map<String, String> series) ->
                    labels.ofProfile(series, Labels.of("__type__", "space", "__unit__", "bytes"));
        };
    }
}
