// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads arguments in Go's style: `-a.b=c`, `--a.b=c`, `-a.b c`, and booleans without a value.
final class CommandLine {

    /// What a command line asks for besides running.
    enum Mode {
        RUN,
        HELP,
        HELP_ALL,
        VERSION
    }

    private static final Pattern NEGATIVE_NUMBER = Pattern.compile("-[0-9.].*");

    private final FlagSet flags;
    private final Map<Flag<?>, String> texts = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private Mode mode = Mode.RUN;
    private @Nullable PeerNames peers;

    private CommandLine(FlagSet flags) {
        this.flags = flags;
    }

    /// @throws ConfigException for an unknown flag, a missing value, or a word that is no flag
    static CommandLine parse(FlagSet flags, List<String> arguments) throws ConfigException {
        CommandLine line = new CommandLine(flags);
        int at = 0;
        while (at < arguments.size()) {
            at = line.read(arguments, at);
        }
        return line;
    }

    /// The text given to each flag; the last one counts, except that lists may grow.
    Map<Flag<?>, String> texts() {
        return texts;
    }

    List<String> warnings() {
        return warnings;
    }

    Mode mode() {
        return mode;
    }

    /// Reads one flag and its value; returns where the next one starts.
    private int read(List<String> arguments, int at) throws ConfigException {
        String argument = arguments.get(at);
        String body = argument.startsWith("--") ? argument.substring(2) : argument.substring(1);
        if (!argument.startsWith("-") || body.isEmpty() || body.startsWith("-")) {
            throw new ConfigException(
                    "argument \"%s\" is no flag (expected -name=value)".formatted(argument));
        }
        int equals = body.indexOf('=');
        String name = equals < 0 ? body : body.substring(0, equals);
        @Nullable String value = equals < 0 ? null : body.substring(equals + 1);
        if (readMode(name)) {
            return at + 1;
        }
        Flag<?> flag = flags.named(name);
        if (flag == null) {
            return skipPeer(name, value != null, arguments, at);
        }
        int next = at + 1;
        if (value == null && flag.isBoolean()) {
            value = "true";
        } else if (value == null) {
            if (next == arguments.size()) {
                throw new ConfigException(
                        "flag %s has no value (expected %s=<%s>)"
                                .formatted(flag, flag, flag.typeName()));
            }
            value = arguments.get(next++);
        }
        String before = flag.isGrowing() ? texts.get(flag) : null;
        texts.put(flag, before == null ? value : before + "," + value);
        return next;
    }

    private boolean readMode(String name) {
        switch (name) {
            case "help", "h" -> mode = Mode.HELP;
            case "help-all" -> mode = Mode.HELP_ALL;
            case "version" -> mode = Mode.VERSION;
            default -> {
                return false;
            }
        }
        return true;
    }

    private int skipPeer(String name, boolean hasValue, List<String> arguments, int at)
            throws ConfigException {
        if (peers == null) {
            peers = PeerNames.flags();
        }
        if (!peers.contains(name)) {
            throw new ConfigException(
                    "flag -%s is unknown%s".formatted(name, flags.suggestFlag(name)));
        }
        warnings.add(
                "flag -%s is Pyroscope's and has no effect: Hearth has nothing that it could set"
                        .formatted(name));
        // Nothing but flags may stand on the command line, so the next word is this one's value.
        boolean takesNext =
                !hasValue
                        && at + 1 < arguments.size()
                        && (!arguments.get(at + 1).startsWith("-")
                                || NEGATIVE_NUMBER.matcher(arguments.get(at + 1)).matches());
        return takesNext ? at + 2 : at + 1;
    }
}
