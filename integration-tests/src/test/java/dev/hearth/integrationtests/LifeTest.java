// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Start, stop, and start again. What concerns a single process is in [OneProcessTest].
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the field before each setup
final class LifeTest {

    private static final String QUIET = "-self-profiling.disable-push=true";

    @Parameter private Setup setup;

    @Test
    void stopsCleanlyAndKeepsWhatWasPushed(@TempDir Path data) throws IOException {
        try (Served hearth = setup.start(data, QUIET);
                Api api = new Api(hearth.uri())) {
            push(api);
            assertThat(hearth.terminate()).isZero();
        }
        try (Served hearth = setup.start(data, QUIET);
                Api api = new Api(hearth.uri())) {
            assertThat(api.selfByFunction(Api.CPU, "{}")).containsEntry("work", 42L);
        }
    }

    @Test
    void answersTheSameFromTheHeadFromASegmentAndAfterARestart(@TempDir Path data)
            throws IOException {
        Map<String, Long> expected;
        try (Served hearth = setup.start(data, QUIET);
                Api api = new Api(hearth.uri())) {
            push(api);
            expected = api.selfByFunction(Api.CPU, "{}");
            assertThat(expected).containsEntry("work", 42L);
            assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode()).isEqualTo(200);
            assertThat(api.selfByFunction(Api.CPU, "{}")).isEqualTo(expected);
            hearth.kill();
        }
        try (Served hearth = setup.start(data, QUIET);
                Api api = new Api(hearth.uri())) {
            assertThat(api.selfByFunction(Api.CPU, "{}")).isEqualTo(expected);
        }
    }

    private static void push(Api api) throws IOException {
        byte[] pprof = Pprofs.of(Instant.now(), "main;work", 42);
        Map<String, String> labels = Map.of("__name__", "process_cpu", "service_name", "app");
        assertThat(api.push(labels, pprof, "1")).isEqualTo(200);
    }
}
