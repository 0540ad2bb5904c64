// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The packaged program, as `./hearth` starts it, and what the kernel says of it.
final class ServerUnderTest implements AutoCloseable {

    private static final String READY = "Hearth is ready: ";

    private final Process process;
    private final int port;
    private final Duration startToReady;

    private ServerUnderTest(Process process, int port, Duration startToReady) {
        this.process = process;
        this.port = port;
        this.startToReady = startToReady;
    }

    /// Starts the program over a data folder.
    ///
    /// @param hearth the folder `app/target/hearth`
    static ServerUnderTest start(Path hearth, Path data, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + hearth.resolve("jvm.options"));
        Path cache = hearth.resolve("hearth.aot");
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-cp", Files.readString(hearth.resolve("classpath")).strip()));
        command.add("dev.hearth.app.Main");
        command.add("-server.http-listen-address=127.0.0.1");
        command.add("-server.http-listen-port=0");
        command.add("-data-dir=" + data);
        command.addAll(flags);
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(READY)) {
                Duration ready = Duration.ofNanos(System.nanoTime() - began);
                Thread.ofVirtual().start(() -> drain(lines));
                int port = Integer.parseInt(line.replaceAll(".*:(\\d+)/?$", "$1"));
                return new ServerUnderTest(process, port, ready);
            }
        }
        throw new IOException("hearth did not start: " + String.join(" ", command));
    }

    private static void drain(BufferedReader lines) {
        try (Stream<String> rest = lines.lines()) {
            rest.forEach(_ -> {});
        }
    }

    int port() {
        return port;
    }

    /// Time from the start of the process to the line that says it is ready.
    Duration startToReady() {
        return startToReady;
    }

    /// CPU time that the process has used, user and system.
    Duration cpu() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return Duration.ofMillis(ticks * 10);
    }

    /// Memory that the process has in RAM, in MiB.
    long residentMiB() throws IOException {
        return kernelFigure("status", "VmRSS:") / 1024;
    }

    /// Most memory that the process had in RAM so far, in MiB.
    long peakMiB() throws IOException {
        return kernelFigure("status", "VmHWM:") / 1024;
    }

    /// Begins anew with [#peakMiB].
    void forgetPeak() throws IOException {
        Files.writeString(Path.of("/proc/" + process.pid() + "/clear_refs"), "5");
    }

    /// Its own metrics, by name with labels.
    Map<String, Double> metrics() throws IOException {
        Map<String, Double> metrics = new HashMap<>();
        try (Connection connection = new Connection(port)) {
            String text = new String(connection.get("/metrics"), StandardCharsets.UTF_8);
            for (String line : text.lines().filter(each -> !each.startsWith("#")).toList()) {
                int space = line.lastIndexOf(' ');
                if (space > 0) {
                    metrics.put(
                            line.substring(0, space),
                            Double.parseDouble(line.substring(space + 1)));
                }
            }
        }
        return metrics;
    }

    /// Bytes that the process wrote to disk so far.
    long writtenBytes() throws IOException {
        return kernelFigure("io", "write_bytes:");
    }

    private long kernelFigure(String file, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/" + file))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).replace("kB", "").strip());
            }
        }
        throw new IOException("/proc/%d/%s has no %s".formatted(process.pid(), file, name));
    }

    /// Asks it to stop.
    ///
    /// @return how long that took
    Duration stop() {
        long began = System.nanoTime();
        process.destroy();
        process.onExit().join();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /// Stops it as a power cut would.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
