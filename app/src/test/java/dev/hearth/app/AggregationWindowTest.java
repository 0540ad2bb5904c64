// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pushes a profile every fifteen seconds for two minutes, one more for each than for the one
/// before, and looks at the graph before and after they are cut.
final class AggregationWindowTest {

    private static final Pattern POINT =
            Pattern.compile("\"value\":\\s*([0-9.E]+),\\s*\"timestamp\":\\s*\"([0-9]+)\"");
    private static final int PUSHES = 8;
    private static final double NANOS_PER_SAMPLE = 1e7;

    @TempDir private Path folder;
    private final Instant start =
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(2, ChronoUnit.HOURS);

    @Test
    void withTheFlagTheProfilesOfAMinuteAreOneAfterTheCut() throws Exception {
        try (RunningProgram program =
                new RunningProgram(folder, "-distributor.aggregation-window=1m")) {
            assertThat(cut(program)).isEqualTo(Map.of(0L, 1 + 2 + 3 + 4.0, 60L, 5 + 6 + 7 + 8.0));
        }
        try (RunningProgram program = new RunningProgram(folder)) {
            assertThat(points(program)).hasSize(2);
        }
    }

    @Test
    void aTenantMayHaveAWindowOfItsOwn() throws Exception {
        Path file = folder.resolve("limits.yaml");
        Files.writeString(
                file,
                "overrides: {anonymous: {distributor_aggregation_window: 30s, distributor_aggregation_period: 16s}}");
        try (RunningProgram program = new RunningProgram(folder, "-runtime-config.file=" + file)) {
            assertThat(cut(program)).isEqualTo(Map.of(0L, 3.0, 30L, 7.0, 60L, 11.0, 90L, 15.0));
        }
    }

    @Test
    void profilesThatComeNoMoreOftenThanThePeriodStayApart() throws Exception {
        try (RunningProgram program =
                new RunningProgram(
                        folder,
                        "-distributor.aggregation-window=1m",
                        "-distributor.aggregation-period=15s")) {
            assertThat(cut(program)).hasSize(PUSHES);
        }
    }

    /// The points after the cut, by seconds since the start.
    private Map<Long, Double> cut(RunningProgram program) throws IOException, InterruptedException {
        for (int i = 0; i < PUSHES; i++) {
            long from = start.getEpochSecond() + 15L * i;
            String path = "/ingest?name=app.cpu&from=%d&until=%d".formatted(from, from + 15);
            requireOk(program.post(path, "text/plain", "main;work %d\n".formatted(i + 1)));
        }
        assertThat(points(program)).hasSize(PUSHES);
        requireOk(program.post("/ingester/flush", "text/plain", ""));
        return points(program);
    }

    private Map<Long, Double> points(RunningProgram program)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                program.post(
                        "/querier.v1.QuerierService/SelectSeries",
                        "application/json",
                        """
                        {"profile_typeID": "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
                         "label_selector": "{service_name=\\"app\\"}",
                         "step": 15, "start": %d, "end": %d}
                        """
                                .formatted(start.toEpochMilli(), start.toEpochMilli() + 600_000));
        requireOk(response);
        Map<Long, Double> points = new TreeMap<>();
        Matcher matcher = POINT.matcher(response.body());
        while (matcher.find()) {
            points.put(
                    Long.parseLong(matcher.group(2)) / 1000 - start.getEpochSecond(),
                    Double.parseDouble(matcher.group(1)) / NANOS_PER_SAMPLE);
        }
        return points;
    }

    private static void requireOk(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }
}
