// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.runtime;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import java.time.Duration;
import java.util.List;

/// Where runtime files are and how often they are read.
///
/// @param files paths, or URLs that begin with `http://` or `https://`; a later one wins; empty if
///   limits do not change
/// @param reloadPeriod time between two readings; above zero
public record RuntimeConfig(List<String> files, Duration reloadPeriod) {

    static final Flag<List<String>> FILE =
            Flag.list(
                            "runtime-config.file",
                            List.of(),
                            "Files, or http:// and https:// URLs, with limits of tenants (overrides: {<tenant>: {<limit>: value}}) that are read again while the program runs. What a later one says wins. Empty reads none.")
                    .yaml("runtime_config.file");

    static final Flag<Duration> RELOAD_PERIOD =
            Flag.duration(
                            "runtime-config.reload-period",
                            Duration.ofSeconds(10),
                            "How often the files of -runtime-config.file are read.")
                    .yaml("runtime_config.period");

    /// Keeps a copy of the list.
    public RuntimeConfig {
        files = List.copyOf(files);
    }

    /// The flags.
    public static List<Flag<?>> flags() {
        return List.of(FILE, RELOAD_PERIOD);
    }

    /// What the settings say.
    ///
    /// @throws ConfigException if the period is not above zero
    public static RuntimeConfig from(Settings settings) throws ConfigException {
        Duration period = settings.get(RELOAD_PERIOD);
        if (!period.isPositive()) {
            throw new ConfigException(
                    "%s is %s (expected more than 0)"
                            .formatted(RELOAD_PERIOD, settings.text(RELOAD_PERIOD)));
        }
        return new RuntimeConfig(settings.get(FILE), period);
    }
}
