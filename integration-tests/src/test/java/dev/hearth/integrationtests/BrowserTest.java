// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A person opens the page in a browser: finds the function, zooms, searches, switches the theme.
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the field before each setup
final class BrowserTest {

    @Parameter private Setup setup;

    private static final Path SCRIPT = Path.of("..", "ui", "e2e", "run.mjs");

    @Test
    void aPersonFindsAFunctionInTheFlameGraph(@TempDir Path data) throws IOException {
        Path node = RealPart.program("install Node.js 20", "node");
        RealPart.program("install chromium", "chromium", "chromium-browser", "google-chrome");
        if (!Files.isDirectory(Path.of("..", "ui", "node_modules", "playwright-core"))) {
            throw RealPart.missing("playwright-core", "run npm ci in ui/");
        }
        try (Served hearth = setup.start(data, "-self-profiling.disable-push=true");
                Api api = new Api(hearth.uri())) {
            for (int i = 0; i < 5; i++) {
                byte[] pprof =
                        new Pprofs(Instant.now().minusSeconds(10L * i))
                                .sample("main;serve;e2e.burn", 4_000_000_000L)
                                .sample("main;serve;e2e.rest", 1_000_000_000L)
                                .sample("main;idle", 500_000_000L)
                                .bytes();
                assertThat(
                                api.push(
                                        Map.of(
                                                "__name__",
                                                "process_cpu",
                                                "service_name",
                                                "e2e-app"),
                                        pprof,
                                        "p" + i))
                        .isEqualTo(200);
            }

            Path screenshots =
                    Files.createDirectories(
                            Path.of(
                                    "target",
                                    "screenshots",
                                    setup.name().toLowerCase(Locale.ROOT)));
            Process process =
                    new ProcessBuilder(
                                    node.toString(),
                                    SCRIPT.toString(),
                                    hearth.uri().toString(),
                                    "--screenshots=" + screenshots)
                            .redirectErrorStream(true)
                            .start();
            byte[] output = process.getInputStream().readAllBytes();
            assertThat(process.onExit().join().exitValue())
                    .as(new String(output, StandardCharsets.UTF_8))
                    .isZero();
        }
    }
}
