// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import java.util.List;

/// What debug files may cost a process. What each tenant may do with them is one of its limits.
///
/// @param cacheBytes bytes of tables that are kept in memory
public record SymbolizerConfig(long cacheBytes) {

    private static final Flag<Long> CACHE_BYTES =
            Flag.bytes(
                            "symbolizer.cache-bytes",
                            128L << 20,
                            "Memory for tables of symbols that queries used.")
                    .advanced();

    /// @throws IllegalArgumentException if a bound is out of range
    public SymbolizerConfig {
        if (cacheBytes < 0) {
            throw new IllegalArgumentException(
                    "%s is %d (expected at least 0)".formatted(CACHE_BYTES, cacheBytes));
        }
    }

    /// The flags that [#from] reads.
    public static List<Flag<?>> flags() {
        return List.of(CACHE_BYTES);
    }

    /// Reads the flags.
    ///
    /// @throws ConfigException if one is out of range
    public static SymbolizerConfig from(Settings settings) throws ConfigException {
        try {
            return new SymbolizerConfig(settings.get(CACHE_BYTES));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }
}
