// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChangingLimitsTest {

    private static final String SUCCESSFUL = "pyroscope_runtime_config_last_reload_successful ";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private Path folder;

    @Test
    void aRunningProgramTakesAnotherRateWithoutARestart() throws Exception {
        String arguments = write("ingestion_rate_mb: 64");
        try (RunningProgram program =
                new RunningProgram(folder, arguments, "-runtime-config.reload-period=5ms")) {
            for (int i = 0; i < 10; i++) {
                assertThat(push(program).statusCode()).isEqualTo(200);
            }

            write(
                    "ingestion_rate_mb: 0.000001, ingestion_burst_size_mb: 0, max_profile_size_bytes: 300000");
            await(program, rate("1.0E-6"));

            assertThat(pushUntilRefused(program).statusCode()).isEqualTo(429);
            assertThat(program.get("/runtime_config?mode=diff").body())
                    .contains("    ingestion_rate_mb: 1.0E-6\n");

            write("ingestion_rate_mb: 0");
            await(program, rate("0.0"));

            assertThat(push(program).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aBrokenFileKeepsTheLimitsAndShowsInTheMetrics() throws Exception {
        String arguments = write("ingestion_body_limit_mb: 0.0001");
        try (RunningProgram program =
                new RunningProgram(folder, arguments, "-runtime-config.reload-period=5ms")) {
            await(program, SUCCESSFUL + "1");
            assertThat(push(program, 50).statusCode()).isEqualTo(413);

            write("ingestion_body_limit_mb: [");
            await(program, SUCCESSFUL + "0");
            assertThat(push(program, 50).statusCode()).isEqualTo(413);

            write("ingestion_body_limit_mb: 1");
            await(program, SUCCESSFUL + "1");
            assertThat(push(program).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void showsWhatIsInForce() throws Exception {
        String arguments =
                write(
                        "ingestion_rate_mb: 2.5, ingestion_burst_size_mb: 7, max_global_series_per_tenant: 9");
        try (RunningProgram program = new RunningProgram(folder, arguments)) {
            assertThat(program.get("/api/v1/tenant_limits").body())
                    .isEqualTo(
                            "{\"ingestion_rate\":2.5,\"ingestion_burst_size\":7,\"max_global_series_per_user\":9}");
            assertThat(program.get("/runtime_config").body())
                    .startsWith("overrides:\n  \"anonymous\":\n")
                    .contains("    ingestion_rate_mb: 2.5\n")
                    .contains("    reject_newer_than: 10m\n");
            assertThat(program.get("/runtime_config?mode=diff").body())
                    .isEqualTo(
                            """
                            overrides:
                              "anonymous":
                                ingestion_burst_size_mb: 7
                                ingestion_rate_mb: 2.5
                                max_global_series_per_tenant: 9
                            """);
            assertThat(program.get("/runtime_config?mode=all").statusCode()).isEqualTo(400);
            assertThat(program.get("/metrics").body()).contains("pyroscope_runtime_config_hash{");
            assertThat(program.get("/api/v1/status/config/diff").body())
                    .contains("runtime_config:\n  file: \"" + folder.resolve("limits.yaml"));
        }
    }

    @Test
    void withoutAFileThereIsNothingToShow() throws Exception {
        try (RunningProgram program = new RunningProgram(folder)) {
            assertThat(program.get("/runtime_config").body())
                    .isEqualTo("runtime config file doesn't exist");
            assertThat(program.get("/api/v1/tenant_limits").statusCode()).isEqualTo(404);
            assertThat(program.get("/metrics").body()).doesNotContain("pyroscope_runtime_config");
        }
    }

    @Test
    void doesNotStartWithABrokenFile() throws IOException {
        String arguments = write("ingestion_rate: 2");

        assertThatThrownBy(() -> new RunningProgram(folder, arguments))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "key overrides.anonymous.ingestion_rate in runtime file %s (line 1) is unknown (did you mean ingestion_rate_mb?)",
                        folder.resolve("limits.yaml"));
    }

    /// Puts the file in its place at once: a file that is being written says less than it should.
    private String write(String limits) throws IOException {
        Path fresh = folder.resolve("limits.new");
        Files.writeString(fresh, "overrides: {anonymous: {" + limits + "}}");
        Path file =
                Files.move(
                        fresh, folder.resolve("limits.yaml"), StandardCopyOption.REPLACE_EXISTING);
        return "-runtime-config.file=" + file;
    }

    private static String rate(String value) {
        return "pyroscope_limits_overrides{limit_name=\"ingestion_rate_mb\",tenant=\"anonymous\"} "
                + value;
    }

    private static void await(RunningProgram program, String line)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String metrics = program.get("/metrics").body();
        while (!metrics.contains("\n" + line) && System.nanoTime() < end) {
            metrics = program.get("/metrics").body();
        }
        assertThat(metrics).contains("\n" + line);
    }

    private static HttpResponse<String> pushUntilRefused(RunningProgram program)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = push(program);
        for (int i = 0; i < 20 && answer.statusCode() == 200; i++) {
            answer = push(program);
        }
        return answer;
    }

    /// A quarter of a megabyte, so that a few pushes are more than a small bucket lets through.
    private static HttpResponse<String> push(RunningProgram program)
            throws IOException, InterruptedException {
        return push(program, 5000);
    }

    private static HttpResponse<String> push(RunningProgram program, int lines)
            throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("main;a_function_with_a_name_that_is_long_%d 1\n".formatted(i));
        }
        return program.post(
                "/ingest?name=app.cpu&from=now-10s&until=now", "text/plain", text.toString());
    }
}
