// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The client that Grafana's data source uses makes every call that the data source makes.
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each setup
final class GrafanaTest {

    @Parameter private Setup setup;

    private static final String SPAN = "00000000000000a1";

    @Test
    void everyCallOfTheDataSourceIsAnswered(@TempDir Path data) throws IOException {
        Path client = RealPart.made("grafana", "grafana-client");
        try (Served hearth = setup.start(data, "-self-profiling.disable-push=true");
                Api api = new Api(hearth.uri())) {
            Instant now = Instant.now();
            byte[] pprof =
                    new Pprofs(now)
                            .sample("main;work", 300)
                            .sample("main;traced", 100, "span_id", SPAN)
                            .bytes();
            assertThat(
                            api.push(
                                    Map.of("__name__", "process_cpu", "service_name", "shop"),
                                    pprof,
                                    "1"))
                    .isEqualTo(200);

            JsonNode answers = run(client, hearth, now);

            assertThat(answers.path("health").path("profileTypes").path(0).path("ID").asText())
                    .isEqualTo(Api.CPU);
            assertThat(answers.path("profileTypes")).isEqualTo(answers.path("health"));
            assertThat(answers.path("labelNames").toString()).contains("\"service_name\"");
            assertThat(answers.path("labelValues").toString()).isEqualTo("{\"names\":[\"shop\"]}");
            assertThat(
                            answers.path("selectSeries")
                                    .path("series")
                                    .path(0)
                                    .path("points")
                                    .path(0)
                                    .path("value")
                                    .asDouble())
                    .isEqualTo(400);
            assertThat(
                            answers.path("selectMergeStacktraces")
                                    .path("flamegraph")
                                    .path("total")
                                    .asText())
                    .isEqualTo("400");
            assertThat(
                            answers.path("selectMergeSpanProfile")
                                    .path("flamegraph")
                                    .path("total")
                                    .asText())
                    .isEqualTo("100");
        }
    }

    private static JsonNode run(Path client, Served hearth, Instant now) throws IOException {
        Process process =
                new ProcessBuilder(
                                client.toString(),
                                hearth.uri().toString(),
                                "",
                                Api.CPU,
                                "{service_name=\"shop\"}",
                                SPAN,
                                String.valueOf(now.minus(Duration.ofMinutes(5)).toEpochMilli()),
                                String.valueOf(now.plus(Duration.ofMinutes(1)).toEpochMilli()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.onExit().join().exitValue()).isZero();
        return Api.JSON.readTree(output);
    }
}
