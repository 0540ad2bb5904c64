// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Profiles of any age, pushed today among fresh ones, belong to their own time.
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each setup
final class BackfillTest {

    @Parameter private Setup setup;

    private static final String[] FLAGS = {"-self-profiling.disable-push=true"};
    private static final Duration DAY = Duration.ofDays(1);

    /// Whole seconds, so that one step of a series ends there.
    private final Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());

    /// What was pushed: the function that a profile is of, by its time.
    private final Map<Instant, String> pushed = new LinkedHashMap<>();

    @Test
    void profilesOfAnyAgeAreFoundInTheirOwnTimeAndInNoOther(@TempDir Path data) throws IOException {
        try (Served hearth = setup.start(data, FLAGS);
                Api api = new Api(hearth.uri())) {
            push(api, Instant.ofEpochSecond(1), "dawn");
            push(api, now, "fresh");
            push(api, now.minus(DAY.multipliedBy(365)), "year");
            push(api, now.minus(DAY.multipliedBy(30)), "month");
            ingest(api, now.minus(DAY.multipliedBy(3650)), "decade");
            check(api, "in the head");
            assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode()).isEqualTo(200);
            check(api, "in a segment");
            push(api, Instant.ofEpochSecond(2), "morning");
            push(api, now.minus(DAY.multipliedBy(364)), "later");
            push(api, now.minusSeconds(60), "earlier");
            check(api, "in a segment and in the head");
            hearth.kill();
        }
        try (Served hearth = setup.start(data, FLAGS);
                Api api = new Api(hearth.uri())) {
            check(api, "after a restart");
            assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode()).isEqualTo(200);
            check(api, "in two segments");
        }
    }

    @Test
    void aTenantsLimitsSayHowOldAProfileMayBe(@TempDir Path data) throws IOException {
        try (Served hearth =
                        setup.start(
                                data,
                                "-self-profiling.disable-push=true",
                                "-validation.reject-older-than=40d");
                Api api = new Api(hearth.uri())) {
            push(api, now.minus(DAY.multipliedBy(30)), "month");
            byte[] old = Pprofs.of(now.minus(DAY.multipliedBy(50)), "main;old", 1);

            assertThat(api.push(labels("old"), old, "old")).isEqualTo(400);
            check(api, "with a limit");
        }
    }

    private void push(Api api, Instant time, String function) throws IOException {
        byte[] pprof = Pprofs.of(time, "main;" + function, 42);
        assertThat(api.push(labels(function), pprof, function)).isEqualTo(200);
        pushed.put(time, function);
    }

    private static Map<String, String> labels(String pod) {
        return Map.of("__name__", "process_cpu", "service_name", "app", "pod", pod);
    }

    /// By the older API, which names the time in the query.
    private void ingest(Api api, Instant time, String function) throws IOException {
        String path =
                "/ingest?name=process_cpu%%7Bservice_name=app,pod=%s%%7D&format=pprof&from=%d&until=%d"
                        .formatted(
                                function,
                                time.getEpochSecond(),
                                time.plusSeconds(10).getEpochSecond());
        byte[] pprof = Pprofs.of(Instant.EPOCH, "main;" + function, 42);
        assertThat(api.send(path, "application/octet-stream", pprof).statusCode()).isEqualTo(200);
        pushed.put(time, function);
    }

    private void check(Api api, String where) throws IOException {
        for (Map.Entry<Instant, String> profile : pushed.entrySet()) {
            Instant time = profile.getKey();
            assertThat(self(api, time.minusMillis(1), time.plusMillis(1)))
                    .as("%s %s", profile.getValue(), where)
                    .isEqualTo(Map.of(profile.getValue(), 42L));
            assertThat(points(api, time.minusSeconds(20), time.plusSeconds(30), 1))
                    .as("points of %s %s", profile.getValue(), where)
                    .isEqualTo(own(time.minusSeconds(30), time.plusSeconds(30)));
            assertThat(self(api, time.plusMillis(1), time.plusMillis(500))).as(where).isEmpty();
            assertThat(pods(api, time.minusMillis(1), time.plusMillis(1)))
                    .as("labels %s", where)
                    .containsExactly(profile.getValue());
        }
        assertThat(self(api, now.minus(DAY.multipliedBy(300)), now.minus(DAY.multipliedBy(31))))
                .as(where)
                .isEmpty();
        Map<String, Long> all = new TreeMap<>();
        pushed.values().forEach(function -> all.put(function, 42L));
        assertThat(self(api, Instant.ofEpochMilli(1), now.plusSeconds(1))).as(where).isEqualTo(all);
        assertThat(points(api, Instant.ofEpochSecond(1), now, 1))
                .as(where)
                .isEqualTo(own(Instant.EPOCH, now));
    }

    /// The points that are to be expected where each second is one.
    private Map<Long, Double> own(Instant start, Instant end) {
        Map<Long, Double> points = new TreeMap<>();
        for (Instant time : pushed.keySet()) {
            if (!time.isBefore(start) && !time.isAfter(end)) {
                points.put(time.toEpochMilli(), 42.0);
            }
        }
        return points;
    }

    private static Map<String, Long> self(Api api, Instant start, Instant end) throws IOException {
        ObjectNode request =
                Api.JSON
                        .createObjectNode()
                        .put("profileTypeID", Api.CPU)
                        .put("labelSelector", "{service_name=\"app\"}")
                        .put("maxNodes", 100_000)
                        .put("start", start.toEpochMilli())
                        .put("end", end.toEpochMilli());
        JsonNode graph = api.query("SelectMergeStacktraces", request).path("flamegraph");
        Map<String, Long> self = new TreeMap<>();
        for (JsonNode level : graph.path("levels")) {
            JsonNode values = level.path("values");
            for (int i = 0; i + 3 < values.size(); i += 4) {
                long value = values.path(i + 2).asLong();
                if (value > 0) {
                    String name = graph.path("names").path(values.path(i + 3).asInt()).asText();
                    self.merge(name, value, Long::sum);
                }
            }
        }
        return self;
    }

    private static List<String> pods(Api api, Instant start, Instant end) throws IOException {
        ObjectNode request =
                Api.JSON
                        .createObjectNode()
                        .put("name", "pod")
                        .put("start", start.toEpochMilli())
                        .put("end", end.toEpochMilli());
        List<String> pods = new ArrayList<>();
        for (JsonNode name : api.query("LabelValues", request).path("names")) {
            pods.add(name.asText());
        }
        return pods;
    }

    private static Map<Long, Double> points(Api api, Instant start, Instant end, int step)
            throws IOException {
        ObjectNode request =
                Api.JSON
                        .createObjectNode()
                        .put("profileTypeID", Api.CPU)
                        .put("labelSelector", "{service_name=\"app\"}")
                        .put("step", step)
                        .put("start", start.toEpochMilli())
                        .put("end", end.toEpochMilli());
        Map<Long, Double> points = new TreeMap<>();
        List<JsonNode> series = new ArrayList<>();
        api.query("SelectSeries", request).path("series").forEach(series::add);
        assertThat(series).hasSize(1);
        for (JsonNode point : series.getFirst().path("points")) {
            points.put(point.path("timestamp").asLong(), point.path("value").asDouble());
        }
        return points;
    }
}
