// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The commands that the documents show, run as somebody would who copies them.
///
/// A comment in front of a block says that it is not run, and why, or that it has to fail. All
/// blocks of a document run in one shell, against a program of their own.
final class DocumentedCommandsTest {

    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final int SECONDS = 60;

    private static final Pattern BLOCK =
            Pattern.compile(
                    "(?m)(?:^<!-- (not run|fails): ([^\\n]+) -->\\n)?^```sh\\n((?s:.*?))^```");

    /// What the documents call the folder and the address of a program.
    private static final String FOLDER = "/var/lib/hearth";

    private static final String ADDRESS = "http://localhost:4040";

    @TempDir private Path folder;

    @TestFactory
    Stream<DynamicTest> eachCommandDoesWhatTheDocumentSays() throws IOException {
        return documents().stream()
                .filter(document -> !script(document).isEmpty())
                .map(document ->
                        DynamicTest.dynamicTest(
                                TOP.relativize(document).toString(), () -> run(document)));
    }

    private void run(Path document) throws IOException, InterruptedException {
        Path own = Files.createTempDirectory(folder, document.getFileName().toString());
        Path data = own.resolve("data");
        try (HearthProcess program = HearthProcess.start(data, "-self-profiling.disable-push")) {
            String script =
                    script(document)
                            .replace(ADDRESS, program.uri().toString().replaceAll("/$", ""))
                            .replace(FOLDER, data.toString());
            Path output = own.resolve("output");
            Process shell =
                    new ProcessBuilder("bash", "-euo", "pipefail", "-c", prelude() + script)
                            .directory(Files.createDirectory(own.resolve("work")).toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            boolean hasEnded = shell.waitFor(SECONDS, TimeUnit.SECONDS);
            shell.destroyForcibly();
            String said = script + "\n---\n" + Files.readString(output, StandardCharsets.UTF_8);
            assertThat(hasEnded).as("ends: %s", said).isTrue();
            assertThat(shell.exitValue()).as(said).isZero();
        }
    }

    /// `curl` fails where the server refuses, whether the document says so or not; `./hearth` is
    /// the program under test.
    private static String prelude() throws IOException {
        return """
        curl() { command curl --fail-with-body -sS "$@" && echo; }
        hearth() { '%s' -cp '%s' dev.hearth.app.Main "$@"; }
        fails() { if "$@"; then echo "succeeded, and should fail: $*"; exit 1; fi; }
        """
                .formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        HearthProcess.classPath());
    }

    private static String script(Path document) {
        StringBuilder script = new StringBuilder();
        Matcher block = BLOCK.matcher(read(document));
        while (block.find()) {
            String kind = block.group(1) == null ? "" : block.group(1);
            String commands = block.group(3).replace("./hearth ", "hearth ");
            switch (kind) {
                case "not run" -> {}
                case "fails" -> script.append("fails ").append(commands);
                default -> script.append(commands);
            }
        }
        return script.toString();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(TOP.resolve("README.md")));
        for (String folder : List.of("docs", "deploy")) {
            try (Stream<Path> files = Files.walk(TOP.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .sorted()
                        .forEach(documents::add);
            }
        }
        return documents;
    }

    private static String read(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
