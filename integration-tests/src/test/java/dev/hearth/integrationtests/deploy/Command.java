// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A program that is run to its end.
final class Command {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final List<String> line;
    private final Map<String, String> environment;

    private Command(List<String> line, Map<String, String> environment) {
        this.line = line;
        this.environment = environment;
    }

    /// A program and the arguments that all its runs begin with.
    static Command of(Path program, String... arguments) {
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(List.of(arguments));
        return new Command(line, Map.of());
    }

    /// The same with one more variable of the environment.
    Command with(String variable, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(variable, value);
        return new Command(line, more);
    }

    /// How a run ended.
    ///
    /// @param status the exit code
    /// @param out what was printed
    /// @param err what was printed to the error stream
    record Ended(int status, String out, String err) {}

    /// Runs it, whatever comes of it.
    ///
    /// @throws IOException if it does not end in five minutes
    Ended run(String... arguments) throws IOException {
        List<String> whole = new ArrayList<>(line);
        whole.addAll(Arrays.asList(arguments));
        Path out = Files.createTempFile("out", "");
        Path err = Files.createTempFile("err", "");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(whole)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("%s takes longer than %s".formatted(whole, LIMIT));
            }
            return new Ended(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// Runs it and returns what it printed.
    ///
    /// @throws IOException if it fails, with all that it said
    String output(String... arguments) throws IOException {
        Ended ended = run(arguments);
        if (ended.status() != 0) {
            throw new IOException(
                    "%s %s ended with %d:\n%s%s"
                            .formatted(
                                    line,
                                    List.of(arguments),
                                    ended.status(),
                                    ended.out(),
                                    ended.err()));
        }
        return ended.out();
    }
}
