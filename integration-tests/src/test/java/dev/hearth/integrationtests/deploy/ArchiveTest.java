// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.integrationtests.RealPart;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The archive on a machine without Java.
final class ArchiveTest {

    private static final String READY = "Hearth is ready: ";

    /// Twice what a start takes on a machine with other things to do, less than one without the
    /// cache of classes.
    private static final Duration CPU = Duration.ofSeconds(3);

    @TempDir private static Path unpacked;

    @TempDir private Path data;

    private static Path home;

    @BeforeAll
    static void unpack() throws IOException {
        Path tar = RealPart.program("install tar", "tar");
        Command.of(tar).output("-C", unpacked.toString(), "-xzf", Top.archive().toString());
        try (Stream<Path> folders = Files.list(unpacked)) {
            home = folders.findFirst().orElseThrow();
        }
    }

    /// What a start came to.
    ///
    /// @param toReady from the start of the process until it said that it is ready
    /// @param cpu the processors' time it took until then
    private record Start(Duration toReady, Duration cpu, List<String> lines, int status) {}

    /// Starts it with its own configuration, in an environment where nothing else is to be found,
    /// and stops it.
    private Start start(String... options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(home.resolve("bin/hearth").toString()));
        line.add("-config.file=" + home.resolve("config.yaml"));
        line.add("-data-dir=" + data);
        line.add("-server.http-listen-address=127.0.0.1");
        line.add("-server.http-listen-port=0");
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("HEARTH_JAVA_OPTS", String.join(" ", options));
        long begin = System.nanoTime();
        Process process = builder.start();
        List<String> lines = new ArrayList<>();
        Duration toReady = Duration.ofDays(1);
        Duration cpu = toReady;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String read = out.readLine(); read != null; read = out.readLine()) {
                lines.add(read);
                if (read.contains(READY)) {
                    toReady = Duration.ofNanos(System.nanoTime() - begin);
                    cpu = process.info().totalCpuDuration().orElse(cpu);
                    // Not Process.destroy: that would close what it prints, too.
                    process.toHandle().destroy();
                }
            }
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Start(toReady, cpu, lines, process.exitValue());
    }

    /// Two seconds, or longer by as much as the machine has more to do than processors to do it.
    private static Duration limit() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        double busy = system.getSystemLoadAverage() / system.getAvailableProcessors();
        return Duration.ofMillis((long) (2000 * Math.max(1, busy)));
    }

    @Test
    void isReadyInTwoSecondsAndStopsInOrder() throws Exception {
        Start best = start();
        for (int i = 0; i < 4 && best.toReady().compareTo(limit()) >= 0; i++) {
            Start next = start();
            best = next.toReady().compareTo(best.toReady()) < 0 ? next : best;
        }

        assertThat(best.lines()).anyMatch(line -> line.contains(READY));
        assertThat(best.toReady()).isLessThan(limit());
        assertThat(best.cpu()).isLessThan(CPU);
        assertThat(best.status()).isZero();
        assertThat(best.lines()).noneMatch(line -> line.contains("level=warn"));
    }

    @Test
    void startsFromItsCacheOfClassesWhereverItWasUnpacked() throws Exception {
        Path log = data.resolve("classes.log");

        start("-Xlog:class+load:file=" + log);

        List<String> classes = Files.readAllLines(log);
        long cached = classes.stream().filter(line -> line.contains("shared objects file")).count();
        assertThat((double) cached / classes.size()).isGreaterThan(0.95);
    }

    @Test
    void carriesItsLibrariesOfMachineCode() throws Exception {
        Path log = data.resolve("libraries.log");

        start("-Xlog:library=info:file=" + log, "-Djava.io.tmpdir=/nowhere");

        assertThat(Files.readString(log))
                .contains("lib/native/libnetty_transport_native_epoll")
                .contains("lib/native/libnetty_tcnative");
    }

    @Test
    void itsUnitIsOneThatSystemdTakes() throws Exception {
        Path analyze = RealPart.program("apt-get install systemd", "systemd-analyze");
        String unit = Files.readString(home.resolve("systemd/hearth.service"));
        Path file =
                Files.writeString(
                        data.resolve("hearth.service"),
                        unit.replace("/opt/hearth", home.toString()));

        Command.Ended ended = Command.of(analyze).run("verify", "--man=no", file.toString());

        assertThat(ended.err()).doesNotContain("hearth.service");
        assertThat(ended.status()).isZero();
    }
}
