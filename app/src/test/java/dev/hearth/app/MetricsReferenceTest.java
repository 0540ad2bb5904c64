// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Settings;
import dev.hearth.logkafka.KafkaConfig;
import dev.hearth.logkafka.KafkaLog;
import dev.hearth.logkafka.KafkaMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsReferenceTest {

    private static final String HEAD =
            """
            # Metrics

            Generated from a running program; a test compares both.

            `GET /metrics` shows them in the text format of Prometheus, or as OpenMetrics to who asks for it. A metric with labels
            appears when the first thing of its kind has happened. Besides these there are those that Micrometer
            takes of the JVM and the process (`jvm_…`, `process_…`, `system_…`).

            A histogram has the series `…_bucket`, `…_count` and `…_sum`, a summary `…_count` and `…_sum`.

            | Metric | Type | Labels | What |
            | --- | --- | --- | --- |
            """;

    private static final Pattern META =
            Pattern.compile("# (HELP|TYPE) ((?:hearth|pyroscope)_\\w+) (.*)");
    private static final Pattern LINE =
            Pattern.compile("((?:hearth|pyroscope)_\\w+?)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    private final ReferenceDocument page =
            new ReferenceDocument("metrics.md", MetricsReferenceTest.class);

    @TempDir private Path folder;

    @Test
    void thePageNamesEveryMetricOfARunningProgram()
            throws IOException, InterruptedException, ConfigException {
        String metrics;
        try (RunningProgram program =
                new RunningProgram(
                        folder, RunningProgram.clustered(RunningProgram.limits(folder)))) {
            use(program);
            metrics = program.get("/metrics").body();
        }
        page.requireSays(render(metrics + metricsOfKafka()));
    }

    /// Does everything that brings a metric to life.
    private static void use(RunningProgram program) throws IOException, InterruptedException {
        String ingest = "/ingest?name=app.cpu&from=now-10s&until=now";
        requireStatus(200, program.post(ingest, "text/plain", "main;work 1\n"));
        requireStatus(422, program.post(ingest + "&format=jfr", "text/plain", "no recording"));
        requireStatus(200, program.post("/ingester/flush", "text/plain", ""));
        requireStatus(
                200,
                program.post(
                        "/querier.v1.QuerierService/LabelNames",
                        "application/json",
                        "{\"start\":1,\"end\":2}"));
    }

    /// Those of a program whose log is in Kafka; none has to be there for them to be shown.
    private static String metricsOfKafka() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        KafkaConfig config = KafkaConfig.from(Settings.defaults());
        try (KafkaLog log = new KafkaLog(config)) {
            KafkaMetrics.watch(log, meters);
            return meters.scrape();
        }
    }

    private static void requireStatus(int expected, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(expected);
    }

    private static String render(String metrics) {
        Map<String, String> types = new TreeMap<>();
        Map<String, String> helps = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        for (String line : metrics.lines().toList()) {
            Matcher meta = META.matcher(line);
            Matcher value = LINE.matcher(line);
            if (meta.matches()) {
                (meta.group(1).equals("TYPE") ? types : helps).put(meta.group(2), meta.group(3));
            } else if (value.matches() && value.group(2) != null) {
                Matcher label = LABEL.matcher(value.group(2));
                while (label.find()) {
                    labels.computeIfAbsent(value.group(1), _ -> new TreeSet<>())
                            .add(label.group(1));
                }
            }
        }
        StringBuilder text = new StringBuilder(HEAD);
        types.forEach((name, type) -> {
            Set<String> own = new TreeSet<>(labels.getOrDefault(name, Set.of()));
            own.addAll(labels.getOrDefault(name + "_count", Set.of()));
            text.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    name,
                                    type,
                                    own.isEmpty() ? "–" : "`" + String.join("`, `", own) + "`",
                                    helps.getOrDefault(name, "").strip()));
        });
        return text.toString();
    }
}
