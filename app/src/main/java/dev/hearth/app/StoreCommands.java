// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.ConfigLoader;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.config.StartRequest;
import dev.hearth.disk.Disk;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The commands `hearth verify`, `hearth inspect` and `hearth rebuild-index`. They take the flags
/// and the configuration file of the server, whose store they look at.
final class StoreCommands {

    private final List<StoreCommand> all;
    private final BuildInfo build;
    private final Map<String, String> environment;
    private final List<Path> usualFiles;

    /// @param usualFiles where the configuration is when `-config.file` does not say
    /// @param isTerminal whether somebody watches
    StoreCommands(
            BuildInfo build,
            Map<String, String> environment,
            List<Path> usualFiles,
            Clock clock,
            boolean isTerminal) {
        this.all =
                List.of(
                        new VerifyCommand(isTerminal, System::nanoTime),
                        new InspectCommand(),
                        new RebuildIndexCommand(clock));
        this.build = build;
        this.environment = environment;
        this.usualFiles = usualFiles;
    }

    /// The command that a command line names, null if it is one of the server.
    @Nullable StoreCommand find(List<String> arguments) throws ConfigException {
        if (arguments.isEmpty() || arguments.getFirst().startsWith("-")) {
            return null;
        }
        for (StoreCommand command : all) {
            if (command.name().equals(arguments.getFirst())) {
                return command;
            }
        }
        throw new ConfigException(
                "command \"%s\" is unknown (expected one of %s, or flags only)"
                        .formatted(
                                arguments.getFirst(),
                                String.join(", ", all.stream().map(StoreCommand::name).toList())));
    }

    /// What `-help` says of them.
    String help() {
        StringBuilder text = new StringBuilder("\nCommands, which take the same flags:\n");
        all.forEach(command ->
                text.append("  hearth %s\n    \t%s\n".formatted(command.name(), command.help())));
        return text.toString();
    }

    /// Runs a command.
    ///
    /// @param arguments the command line, the command's name first
    /// @return the exit code
    int run(StoreCommand command, List<String> arguments, PrintStream out, PrintStream err)
            throws ConfigException, IOException {
        List<Flag<?>> flags = new ArrayList<>(Wiring.flags());
        flags.addAll(command.flags());
        ConfigLoader loader = new ConfigLoader(flags, build, environment, usualFiles);
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (loader.load(rest)) {
            case StartRequest.Print(String text) -> {
                out.print("hearth %s: %s\n\n%s".formatted(command.name(), command.help(), text));
                yield 0;
            }
            case StartRequest.Run(Settings settings) -> run(command, settings, out, err);
        };
    }

    private static int run(
            StoreCommand command, Settings settings, PrintStream out, PrintStream err)
            throws ConfigException, IOException {
        AppConfig config = AppConfig.from(settings, false);
        ObjectStores stores = new ObjectStores(config.storage(), Disk.real());
        boolean writes = command.writes(settings);
        try (ObjectStore store = stores.openReadOnly()) {
            if (!writes) {
                return command.run(settings, store, out, err);
            }
        }
        try (ObjectStore store = stores.open()) {
            return command.run(settings, store, out, err);
        }
    }
}
