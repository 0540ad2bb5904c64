// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Hearth in a process of its own, on a port that the system chose, on loopback.
public final class HearthProcess implements Served {

    private static final Duration START = Duration.ofSeconds(60);
    private static final String READY = "Hearth is ready: ";
    private static final Duration LAST_LINES = Duration.ofSeconds(10);
    private static final int KEPT_LINES = 200;
    private static final Path PACKAGED = Path.of("..", "app", "target", "hearth", "classpath");

    private final Process process;
    private final URI uri;
    private final ConcurrentLinkedDeque<String> output;
    private final Thread reader;

    private HearthProcess(
            Process process, URI uri, ConcurrentLinkedDeque<String> output, Thread reader) {
        this.process = process;
        this.uri = uri;
        this.output = output;
        this.reader = reader;
    }

    /// Starts a process over a data folder and waits until it is ready.
    public static HearthProcess start(Path data, String... flags) throws IOException {
        return awaited(launch(data, flags));
    }

    /// Starts a process of an earlier version and waits until it is ready.
    ///
    /// @param program the folder that `integration-tests/previous.sh` makes
    static HearthProcess startPrevious(Path program, Path data, String... flags)
            throws IOException {
        return awaited(
                launch(program.resolve("jvm.options"), program.resolve("lib") + "/*", data, flags));
    }

    private static HearthProcess awaited(Process process) throws IOException {
        ConcurrentLinkedDeque<String> output = new ConcurrentLinkedDeque<>();
        CompletableFuture<URI> ready = new CompletableFuture<>();
        Thread reader = Thread.ofVirtual().start(() -> follow(process, output, ready));
        try {
            return new HearthProcess(
                    process, ready.get(START.toSeconds(), TimeUnit.SECONDS), output, reader);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("hearth did not start:\n" + String.join("\n", output), e);
        }
    }

    /// Starts a process without waiting for it.
    static Process launch(Path data, String... flags) throws IOException {
        return launch(Path.of("..", "app", "jvm.options"), classPath(), data, flags);
    }

    private static Process launch(Path options, String classPath, Path data, String... flags)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + options);
        command.add("-Xmx768m");
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of("-cp", classPath, "dev.hearth.app.Main"));
        command.add("-server.http-listen-address=127.0.0.1");
        command.add("-server.http-listen-port=0");
        command.add("-data-dir=" + data);
        command.addAll(List.of(flags));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// The jars that users get: what tests bring along must not stand in for what the program
    /// lacks. Where nothing was packaged (a build up to the tests only), the classes.
    static String classPath() throws IOException {
        String own = System.getProperty("java.class.path");
        boolean isPackaged = !own.contains(Path.of("app", "target", "classes").toString());
        return isPackaged ? Files.readString(PACKAGED).strip() : own;
    }

    private static void follow(
            Process process, ConcurrentLinkedDeque<String> output, CompletableFuture<URI> ready) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                if (output.size() > KEPT_LINES) {
                    output.poll();
                }
                if (line.contains(READY)) {
                    ready.complete(
                            URI.create(
                                    line.substring(line.indexOf(READY) + READY.length()).strip()));
                }
            }
            ready.completeExceptionally(new IOException("the process ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    /// Where it listens.
    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public List<HearthProcess> processes() {
        return List.of(this);
    }

    /// Its process id.
    long pid() {
        return process.pid();
    }

    /// The last lines it printed.
    List<String> output() {
        return List.copyOf(output);
    }

    /// Stops it as a power cut would and waits until it is gone.
    @Override
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Lets it do nothing, with its connections open, until [#resume].
    void pause() throws IOException {
        signal("-STOP");
    }

    /// Ends a [#pause].
    void resume() throws IOException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException {
        Process kill =
                new ProcessBuilder("kill", name, Long.toString(process.pid())).inheritIO().start();
        if (kill.onExit().join().exitValue() != 0) {
            throw new IOException("signal %s did not reach hearth".formatted(name));
        }
    }

    /// The time of processors that it has used so far.
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// Asks it to stop and waits until it is gone, and all that it printed is read.
    ///
    /// @return its exit code
    @Override
    public int terminate() throws IOException {
        process.toHandle().destroy(); // which leaves its output to be read
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IOException("hearth did not stop in 30 s:\n" + String.join("\n", output));
            }
            reader.join(LAST_LINES);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
