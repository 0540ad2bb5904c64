// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Start, stop, start again, profile itself.
final class LifeTest {

    private static final String[] QUIET = {"-self-profiling.disable-push=true"};

    @Test
    void stopsCleanlyAndKeepsWhatWasPushed(@TempDir Path data) throws IOException {
        try (HearthProcess hearth = HearthProcess.start(data, QUIET);
                Api api = new Api(hearth.uri())) {
            push(api);
            assertThat(hearth.terminate()).isZero();
        }
        try (HearthProcess hearth = HearthProcess.start(data, QUIET);
                Api api = new Api(hearth.uri())) {
            assertThat(api.selfByFunction(Api.CPU, "{}")).containsEntry("work", 42L);
        }
    }

    @Test
    void answersTheSameFromTheHeadFromASegmentAndAfterARestart(@TempDir Path data)
            throws IOException {
        Map<String, Long> expected;
        try (HearthProcess hearth = HearthProcess.start(data, QUIET);
                Api api = new Api(hearth.uri())) {
            push(api);
            expected = api.selfByFunction(Api.CPU, "{}");
            assertThat(expected).containsEntry("work", 42L);
            assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode()).isEqualTo(200);
            assertThat(api.selfByFunction(Api.CPU, "{}")).isEqualTo(expected);
            hearth.kill();
        }
        try (HearthProcess hearth = HearthProcess.start(data, QUIET);
                Api api = new Api(hearth.uri())) {
            assertThat(api.selfByFunction(Api.CPU, "{}")).isEqualTo(expected);
        }
    }

    @Test
    void profilesItself(@TempDir Path data) throws IOException {
        try (HearthProcess hearth = HearthProcess.start(data);
                Api api = new Api(hearth.uri())) {
            Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
            Set<String> found = api.profileTypes();
            while (!found.contains(Api.CPU) && Instant.now().isBefore(deadline)) {
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
                found = api.profileTypes();
            }
            assertThat(found).contains(Api.CPU);
            assertThat(api.selfByFunction(Api.CPU, "{service_name=\"hearth\"}").keySet())
                    .anyMatch(name -> name.startsWith("java/") || name.startsWith("dev/hearth/"));
        }
    }

    @Test
    void anUnknownFlagStopsTheStartAndIsNamed(@TempDir Path data) throws IOException {
        Process process = HearthProcess.launch(data, "-server.http-listen-prot=1");
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.onExit().join().exitValue()).isNotZero();
        assertThat(output).contains("server.http-listen-prot").doesNotContain("Exception");
    }

    @Test
    void aSecondServerOverTheSameFolderIsRefused(@TempDir Path data) throws IOException {
        try (HearthProcess _ = HearthProcess.start(data, QUIET)) {
            Process second = HearthProcess.launch(data, QUIET);
            String output =
                    new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(second.onExit().join().exitValue()).isNotZero();
            assertThat(output).contains(data.toString());
        }
    }

    private static void push(Api api) throws IOException {
        byte[] pprof = Pprofs.of(Instant.now(), "main;work", 42);
        Map<String, String> labels = Map.of("__name__", "process_cpu", "service_name", "app");
        assertThat(api.push(labels, pprof, "1")).isEqualTo(200);
    }
}
