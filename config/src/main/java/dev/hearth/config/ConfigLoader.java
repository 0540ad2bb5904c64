// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.YamlSettings.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Resolves the flags of a program: defaults, then the YAML file, then environment variables, then
/// the command line; the later one wins.
///
/// Whatever nobody knows is an error that names it, before anything else happens.
public final class ConfigLoader {

    /// Variables of the start script, which are no flags.
    private static final Set<String> NOT_FLAGS = Set.of("HEARTH_JAVA_HOME", "HEARTH_JAVA_OPTS");

    private final FlagSet flags;
    private final BuildInfo build;
    private final Map<String, String> environment;
    private final List<Path> usualFiles;

    /// A loader that reads no file but the one that `-config.file` names.
    ///
    /// @param flags every flag of every component; this class adds those of the file itself
    /// @param environment variables by name
    public ConfigLoader(List<Flag<?>> flags, BuildInfo build, Map<String, String> environment) {
        this(flags, build, environment, List.of());
    }

    /// @param flags every flag of every component; this class adds those of the file itself
    /// @param environment variables by name
    /// @param usualFiles where a configuration file is looked for when `-config.file` is not set;
    ///   the first that exists is read, and none of them needs to
    public ConfigLoader(
            List<Flag<?>> flags,
            BuildInfo build,
            Map<String, String> environment,
            List<Path> usualFiles) {
        List<Flag<?>> all = new ArrayList<>(flags);
        all.addAll(ConfigFlags.all());
        this.flags = new FlagSet(all);
        this.build = build;
        this.environment = Map.copyOf(environment);
        this.usualFiles = List.copyOf(usualFiles);
    }

    /// All flags, those of the file included, sorted by name.
    public List<Flag<?>> flags() {
        return flags.all();
    }

    /// Reads a command line and whatever it points to.
    ///
    /// @throws ConfigException with a message for the operator
    public StartRequest load(List<String> arguments) throws ConfigException {
        CommandLine line = CommandLine.parse(flags, arguments);
        return switch (line.mode()) {
            case HELP -> new StartRequest.Print(HelpText.basic(flags.all()));
            case HELP_ALL -> new StartRequest.Print(HelpText.full(flags.all()));
            case VERSION -> new StartRequest.Print(build.text());
            case RUN -> new StartRequest.Run(resolve(line));
        };
    }

    private Settings resolve(CommandLine line) throws ConfigException {
        List<String> warnings = new ArrayList<>(line.warnings());
        IdentityHashMap<Flag<?>, Object> values = new IdentityHashMap<>();
        Map<Flag<?>, String> environmentTexts = fromEnvironment(warnings);
        put(values, environmentTexts, flag -> "environment variable " + flag.environmentName());
        put(values, line.texts(), flag -> "flag " + flag);
        Settings unfiled = new Settings(values, warnings);
        if (!unfiled.isSet(ConfigFlags.FILE)) {
            usualFiles.stream()
                    .filter(Files::exists)
                    .findFirst()
                    .ifPresent(file -> values.put(ConfigFlags.FILE, file.toString()));
        }
        String file = unfiled.get(ConfigFlags.FILE);
        if (file.isEmpty()) {
            return unfiled;
        }
        YamlSettings yaml = fromFile(file, unfiled.get(ConfigFlags.EXPAND_ENV));
        warnings.addAll(yaml.warnings());
        IdentityHashMap<Flag<?>, Object> filed = new IdentityHashMap<>();
        put(filed, yaml.values());
        filed.putAll(values);
        return new Settings(filed, warnings);
    }

    private static void put(
            IdentityHashMap<Flag<?>, Object> values,
            Map<Flag<?>, String> texts,
            Function<Flag<?>, String> source)
            throws ConfigException {
        for (Map.Entry<Flag<?>, String> text : texts.entrySet()) {
            try {
                values.put(text.getKey(), text.getKey().parse(text.getValue()));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(source.apply(text.getKey()) + ": " + e.getMessage());
            }
        }
    }

    /// Reads what a file says into values.
    static void put(IdentityHashMap<Flag<?>, Object> values, Map<Flag<?>, Written> written)
            throws ConfigException {
        for (Map.Entry<Flag<?>, Written> entry : written.entrySet()) {
            try {
                values.put(entry.getKey(), entry.getKey().parse(entry.getValue().text()));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(entry.getValue().place() + ": " + e.getMessage());
            }
        }
    }

    private YamlSettings fromFile(String file, boolean expand) throws ConfigException {
        String text;
        try {
            text = Files.readString(Path.of(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(
                    "configuration file %s cannot be read: %s".formatted(file, e));
        }
        return YamlSettings.parse(
                flags, file, expand ? EnvironmentText.expand(text, environment) : text);
    }

    private Map<Flag<?>, String> fromEnvironment(List<String> warnings) {
        Map<String, Flag<?>> byName = new LinkedHashMap<>();
        flags.all().forEach(flag -> byName.put(flag.environmentName(), flag));
        Map<Flag<?>, String> texts = new LinkedHashMap<>();
        environment.forEach((name, value) -> {
            Flag<?> flag = byName.get(name);
            if (flag != null) {
                texts.put(flag, value);
            } else if (name.startsWith("HEARTH_") && !NOT_FLAGS.contains(name)) {
                warnings.add(
                        "environment variable %s is no flag%s"
                                .formatted(name, Suggestion.of(name, byName.keySet(), "")));
            }
        });
        return texts;
    }
}
