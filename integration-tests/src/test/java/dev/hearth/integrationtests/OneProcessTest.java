// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is about one process, whichever components it runs, and so needs no cluster: what it does
/// with its flags and its folder, and that it profiles itself (of a cluster, the distributors do:
/// who takes no profiles has nowhere to push its own).
final class OneProcessTest {

    private static final String[] QUIET = {"-self-profiling.disable-push=true"};

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
}
