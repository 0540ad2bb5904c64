// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.ConfigLoader;
import dev.hearth.config.Settings;
import dev.hearth.config.StartRequest;
import dev.hearth.server.LogSetup;
import java.io.Console;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program.
///
/// Prints where it listens when it is ready. SIGTERM and SIGINT stop it in order, with exit code 0,
/// or 1 if that failed or took too long; an operator's mistake ends it with code 2, anything else
/// that keeps it from starting with 1. With a word before the flags it is one of [StoreCommands],
/// which serves nothing.
@SuppressWarnings("SystemOut") // a program for the terminal
public final class Main {

    private static final Logger log = LoggerFactory.getLogger(Main.class);

    /// Where the configuration is when `-config.file` does not say; the second for those who come
    /// from Pyroscope.
    private static final List<Path> USUAL_FILES =
            List.of(Path.of("/etc/hearth/config.yaml"), Path.of("/etc/pyroscope/config.yaml"));

    private Main() {}

    /// Runs the program until a signal stops it.
    public static void main(String[] arguments) {
        int status = start(List.of(arguments), System.getenv());
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int start(List<String> arguments, Map<String, String> environment) {
        BuildInfo build = build();
        ConfigLoader loader = new ConfigLoader(Wiring.flags(), build, environment, USUAL_FILES);
        StoreCommands commands =
                new StoreCommands(build, environment, USUAL_FILES, Clock.systemUTC(), isTerminal());
        try {
            StoreCommand command = commands.find(arguments);
            if (command != null) {
                return commands.run(command, arguments, System.out, System.err);
            }
            switch (loader.load(arguments)) {
                case StartRequest.Print(String text) ->
                        System.out.print(
                                arguments.contains("-version") ? text : text + commands.help());
                case StartRequest.Run(Settings settings) -> run(loader, build, settings);
            }
            return 0;
        } catch (ConfigException e) {
            System.err.println("hearth: " + e.getMessage());
            return 2;
        } catch (IOException e) {
            log.debug("start failed", e);
            System.err.println("hearth: " + told(e));
            return 1;
        }
    }

    /// Without a terminal some JDKs have no console at all.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// The message of a file's failure is often its path alone.
    private static String told(IOException failure) {
        if (!(failure instanceof FileSystemException file)) {
            return String.valueOf(failure.getMessage());
        }
        String reason =
                switch (file) {
                    case FileAlreadyExistsException _ -> "it is no folder";
                    case AccessDeniedException _ -> "access is denied";
                    case NoSuchFileException _ -> "it cannot be made";
                    default -> String.valueOf(file.getReason());
                };
        return "%s cannot be used: %s (expected a folder that can be written, see -data-dir)"
                .formatted(file.getFile(), reason);
    }

    private static void run(ConfigLoader loader, BuildInfo build, Settings settings)
            throws ConfigException, IOException {
        LogSetup.apply(settings);
        settings.warnings().forEach(log::warn);
        Wiring wiring = new Wiring(loader.flags(), settings, build);
        wiring.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(wiring), "stop"));
        System.out.println("Hearth is ready: " + wiring.uri());
        waitForASignal();
    }

    /// All other threads are daemons: the process lives as long as this one waits.
    private static void waitForASignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the process itself: the code of a process that a signal ends would otherwise not be 0.
    private static void stop(Wiring wiring) {
        Runtime.getRuntime().halt(wiring.stop().run());
    }

    /// The version, as the build wrote it into the jar.
    static BuildInfo build() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new BuildInfo(version == null ? "development" : version, "", "", "");
    }
}
