// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.ConfigLoader;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.config.StartRequest;
import java.util.List;
import java.util.Map;

/// Flags as an operator writes them.
final class FlagTexts {

    private FlagTexts() {}

    /// Reads a command line.
    static Settings settings(List<Flag<?>> flags, String... arguments) throws ConfigException {
        BuildInfo build = new BuildInfo("test", "test", "test", "test");
        ConfigLoader loader = new ConfigLoader(flags, build, Map.of());
        if (loader.load(List.of(arguments)) instanceof StartRequest.Run(Settings settings)) {
            return settings;
        }
        throw new IllegalArgumentException("flags do not start a program");
    }
}
