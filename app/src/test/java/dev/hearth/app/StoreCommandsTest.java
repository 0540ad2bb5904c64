// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreCommandsTest {

    @TempDir private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(boolean isTerminal, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.add("-data-dir=" + folder);
        StoreCommands commands =
                new StoreCommands(Main.build(), Map.of(), List.of(), Clock.systemUTC(), isTerminal);
        StoreCommand command = Objects.requireNonNull(commands.find(line));
        out.reset();
        err.reset();
        try (PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream progress = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            return commands.run(command, line, results, progress);
        }
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void push(RunningProgram program) throws Exception {
        assertThat(
                        program.post(
                                        "/ingest?name=app&from=1&until=2",
                                        "text/plain",
                                        "a;b 3\nc 4\n")
                                .statusCode())
                .isEqualTo(200);
        assertThat(program.post("/ingester/flush", "text/plain", "").statusCode()).isLessThan(300);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("store"))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void aStoreIsVerifiedAndInspectedBesideARunningServer() throws Exception {
        try (RunningProgram program = new RunningProgram(folder)) {
            push(program);
            List<Path> before = files();
            assertThat(run(false, "verify")).isZero();
            assertThat(printed()).contains("1 segments").contains("all is as it was written");
            assertThat(run(false, "inspect")).isZero();
            assertThat(printed()).contains("Partition").contains("Segments");
            assertThat(run(false, "inspect", "-output=json")).isZero();
            assertThat(printed()).startsWith("{").contains("\"segments\" : 1");
            assertThat(run(false, "rebuild-index")).isZero();
            assertThat(files()).isEqualTo(before);
        }
    }

    @Test
    void aDamagedObjectIsNamedAndTheExitCodeSaysSo() throws Exception {
        try (RunningProgram program = new RunningProgram(folder)) {
            push(program);
        }
        Path segment =
                files().stream()
                        .filter(path -> path.toString().contains("segments"))
                        .findFirst()
                        .orElseThrow();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        assertThat(run(true, "verify")).isEqualTo(1);
        assertThat(printed())
                .contains("problem: segments/")
                .contains(segment.getFileName().toString());
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("segments/");
    }

    @Test
    void aFolderWithoutAStoreIsToldAndNotMade() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run(false, "verify"))
                .withMessageContaining("holds no object store");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run(false, "rebuild-index", "-write"))
                .withMessageContaining("holds no object store");
        assertThat(folder.resolve("store")).doesNotExist();
    }

    @Test
    void operatorsMistakesAreTold() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> run(false, "verfy"))
                .withMessageContaining("expected one of verify, inspect, rebuild-index");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> run(false, "verify", "-output=json"))
                .withMessageContaining("-output");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> run(false, "rebuild-index", "-force"))
                .withMessageContaining("-tenant");
    }

    @Test
    void helpNamesTheFlagsOfTheCommand() throws Exception {
        assertThat(run(false, "rebuild-index", "-help")).isZero();
        assertThat(printed()).contains("-write").contains("-tenant").contains("-data-dir");
    }
}
