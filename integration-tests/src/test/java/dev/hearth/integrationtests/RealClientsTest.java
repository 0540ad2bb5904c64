// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Released clients, unmodified, push what a program really ran; the answer names its functions.
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the field before each setup
final class RealClientsTest {

    @Parameter private Setup setup;

    private static final int SECONDS = 12;

    private Served hearth;
    private Api api;

    @BeforeEach
    void startHearth(@TempDir Path data) throws IOException {
        hearth = setup.start(data, "-self-profiling.disable-push=true");
        api = new Api(hearth.uri());
    }

    @AfterEach
    void stopHearth() {
        api.close();
        hearth.close();
    }

    @Test
    void pythonShowsFourTimesTheValueForFourTimesTheWork() throws IOException {
        Path python = RealPart.made("python", "bin/python");
        run(python, Path.of("clients/python/main.py"), 2 * SECONDS);

        Map<String, Double> byWork =
                api.totals(Api.CPU, "{service_name=\"python-client\"}", "work");
        assertThat(byWork).containsKeys("much", "little");
        assertThat(byWork.getOrDefault("much", 0.0) / byWork.getOrDefault("little", 1.0))
                .isCloseTo(4.0, Percentage.withPercentage(25));
        assertThat(total("{service_name=\"python-client\",work=\"much\"}", "burn_until"))
                .isPositive();
        assertThat(names("{service_name=\"python-client\"}"))
                .anyMatch(name -> name.contains("burn_much"))
                .anyMatch(name -> name.contains("burn_little"));
    }

    @Test
    void goShowsItsCpuAndItsAllocations() throws IOException {
        run(RealPart.made("go", "go-client"), null, SECONDS);

        assertThat(total("{service_name=\"go-client\",env=\"test\"}", "main.burnInGo"))
                .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(
                        api.selfByFunction(
                                "memory:alloc_space:bytes:space:bytes",
                                "{service_name=\"go-client\"}"))
                .containsKey("main.allocateInGo");
        assertThat(api.profileTypes())
                .contains(
                        "memory:inuse_space:bytes:space:bytes",
                        "goroutines:goroutine:count:goroutine:count");
    }

    @Test
    void nodeShowsItsWallClock() throws IOException {
        Path node = RealPart.program("install Node.js 20", "node");
        Path modules = RealPart.made("node", "node_modules");
        ProcessBuilder client =
                new ProcessBuilder(
                        node.toString(),
                        "clients/node/main.js",
                        hearth.uri().toString(),
                        String.valueOf(SECONDS));
        client.environment().put("NODE_PATH", modules.toString());
        run(client, SECONDS);

        assertThat(
                        api.selfByFunction(
                                "wall:wall:nanoseconds:wall:nanoseconds",
                                "{service_name=\"node-client\"}"))
                .anySatisfy((name, value) -> {
                    assertThat(name).contains("burnInNode");
                    assertThat(value).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
                });
    }

    @Test
    void rustShowsItsCpu() throws IOException {
        run(RealPart.made("rust", "rust-client"), null, SECONDS);

        assertThat(names("{service_name=\"rust-client\"}"))
                .anyMatch(name -> name.contains("burn_in_rust"));
    }

    @Test
    void javaShowsItsCpuWithoutAnySetting() throws IOException {
        run(javaClient("java-client"), SECONDS);

        String all = "{service_name=\"java-client\"}";
        assertThat(total(all, "Main.burnInJava")).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(api.totals(Api.CPU, all, "work")).containsKey("much");
        assertThat(flameNames(Api.CPU, "{service_name=\"java-client\",work=\"much\"}"))
                .contains("Main.burnMuch")
                .doesNotContain("Main.allocateInJava");
    }

    @Test
    void javaShowsWhatElseItsAgentCanRecord() throws IOException {
        ProcessBuilder client = javaClient("java-wide");
        client.environment()
                .putAll(
                        Map.of(
                                "PYROSCOPE_PROFILER_EVENT", "wall",
                                "PYROSCOPE_PROFILER_ALLOC", "64k",
                                "PYROSCOPE_PROFILER_LOCK", "1ms",
                                "PYROSCOPE_UPLOAD_INTERVAL", "3s",
                                "PYROSCOPE_LABELS", "env=test"));
        run(client, SECONDS);

        String all = "{service_name=\"java-wide\",env=\"test\"}";
        assertThat(flameNames("wall:wall:nanoseconds:wall:nanoseconds", all))
                .contains("Main.burnInJava", "Main.sleepInJava");
        assertThat(flameNames("memory:alloc_in_new_tlab_bytes:bytes:space:bytes", all))
                .contains("Main.allocateInJava");
        assertThat(flameNames("mutex:delay:nanoseconds:mutex:count", all))
                .contains("Main.contendInJava");
        assertThat(total(all, "Main.burnInJava")).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
    }

    @Test
    void javaShowsItsCpuByTheJdksOwnRecorder() throws IOException {
        ProcessBuilder client = javaClient("java-jdk");
        client.environment().put("PYROSCOPE_PROFILER_TYPE", "JFR");
        client.environment().put("PYROSCOPE_PROFILER_EVENT", "cpu");
        client.environment().put("PYROSCOPE_UPLOAD_INTERVAL", "4s");
        run(client, SECONDS);

        assertThat(total("{service_name=\"java-jdk\"}", "Main.burnInJava"))
                .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
    }

    /// The program of `clients/java` under the agent, told nothing but its name and where to push.
    private ProcessBuilder javaClient(String name) {
        Path agent = RealPart.made("java", "agent.jar");
        ProcessBuilder client =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-javaagent:" + agent,
                        "-cp",
                        agent.resolveSibling("").toString(),
                        "Main",
                        String.valueOf(SECONDS));
        client.environment().put("PYROSCOPE_APPLICATION_NAME", name);
        client.environment().put("PYROSCOPE_SERVER_ADDRESS", hearth.uri().toString());
        return client;
    }

    private Iterable<String> flameNames(String profileType, String selector) throws IOException {
        return api.selfByFunction(profileType, selector).keySet();
    }

    private Iterable<String> names(String selector) throws IOException {
        return api.selfByFunction(Api.CPU, selector).keySet();
    }

    private long total(String selector, String function) throws IOException {
        return api.selfByFunction(Api.CPU, selector).entrySet().stream()
                .filter(entry -> entry.getKey().contains(function))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void run(Path program, @org.jspecify.annotations.Nullable Path script, int seconds)
            throws IOException {
        ProcessBuilder client = new ProcessBuilder(program.toString());
        if (script != null) {
            client.command().add(script.toString());
        }
        client.command().add(hearth.uri().toString());
        client.command().add(String.valueOf(seconds));
        run(client, seconds);
    }

    private static void run(ProcessBuilder client, int seconds) throws IOException {
        Process process = client.redirectErrorStream(true).start();
        byte[] output = process.getInputStream().readAllBytes();
        try {
            assertThat(process.waitFor(seconds + 60L, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        assertThat(process.exitValue()).as(new String(output, StandardCharsets.UTF_8)).isZero();
    }
}
