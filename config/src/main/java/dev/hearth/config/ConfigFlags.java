// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.util.List;

/// The flags that say where the other ones come from.
final class ConfigFlags {

    static final Flag<String> FILE =
            Flag.string(
                            "config.file",
                            "",
                            "YAML file with the configuration. When the flag is not given, /etc/hearth/config.yaml is read if it is there, else /etc/pyroscope/config.yaml if that is.")
                    .yaml("");

    static final Flag<Boolean> EXPAND_ENV =
            Flag.bool(
                            "config.expand-env",
                            false,
                            "Replace ${VAR} and ${VAR:-default} in the file by environment variables before it is read.")
                    .yaml("");

    private ConfigFlags() {}

    static List<Flag<?>> all() {
        return List.of(FILE, EXPAND_ENV);
    }
}
