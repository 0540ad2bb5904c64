// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.ConfigLoader;
import dev.hearth.config.Settings;
import dev.hearth.config.StartRequest;
import dev.hearth.server.LogSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A run of the whole program over a folder of its own, for the virtual machine to learn which
/// classes a start and a first minute need (`-XX:AOTCacheOutput`).
///
/// Listens on a free loopback port, leaves no file behind and takes some seconds, or three minutes
/// at most on a machine that is very busy. Ends with code 0 if all went well, otherwise with 1:
/// what it learnt is of no use then, and Hearth starts without.
public final class WarmUp {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private WarmUp() {}

    /// Runs the program for as long as its first requests take.
    @SuppressWarnings("SystemOut") // a program for the terminal
    public static void main(String[] arguments) {
        try {
            Path folder = Files.createTempDirectory("hearth-warm-up-");
            Thread.ofPlatform().daemon().name("limit").start(() -> giveUp(folder));
            try {
                run(folder);
            } finally {
                delete(folder);
            }
        } catch (ConfigException | IOException | InterruptedException e) {
            System.err.println("hearth: the warm-up failed: " + e);
            System.exit(1);
        }
    }

    private static void run(Path folder) throws ConfigException, IOException, InterruptedException {
        BuildInfo build = Main.build();
        // Few run without a file.
        Path file =
                Files.writeString(folder.resolve("config.yaml"), "server: {http_listen_port: 0}\n");
        ConfigLoader loader = new ConfigLoader(Wiring.flags(), build, Map.of());
        StartRequest request =
                loader.load(
                        List.of(
                                "-config.file=" + file,
                                "-data-dir=" + folder,
                                "-server.http-listen-address=127.0.0.1",
                                "-self-profiling.disable-push=true"));
        if (!(request instanceof StartRequest.Run(Settings settings))) {
            throw new IOException("the program does not run (expected a start)");
        }
        LogSetup.apply(settings);
        try (Wiring wiring = new Wiring(loader.flags(), settings, build)) {
            wiring.start();
            try (FirstRequests requests = new FirstRequests(wiring.uri())) {
                requests.send();
            }
        }
    }

    /// Ends a run that hangs, at once: an orderly end may hang as well.
    private static void giveUp(Path folder) {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (long left = LIMIT.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        try {
            delete(folder);
        } catch (IOException e) {
            // what still writes there may be in the way; the folder is a temporary one
        }
        Runtime.getRuntime().halt(1);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
