// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import java.util.List;

/// How debug files are taken and used.
///
/// @param enabled whether queries use them
/// @param maxFileBytes most bytes of one file
/// @param cacheBytes bytes of tables that are kept in memory
public record SymbolizerConfig(boolean enabled, long maxFileBytes, long cacheBytes) {

    /// No file is larger, whatever is configured.
    public static final long LARGEST_FILE = 1L << 30;

    private static final Flag<Boolean> ENABLED =
            Flag.bool(
                    "symbolizer.enabled",
                    true,
                    "Name addresses of native code in answers to queries, from debug files that clients uploaded.");

    private static final Flag<Long> MAX_FILE_BYTES =
            Flag.bytes(
                            "symbolizer.max-file-bytes",
                            LARGEST_FILE,
                            "Largest debug file that may be uploaded; at most 1GiB.")
                    .advanced();

    private static final Flag<Long> CACHE_BYTES =
            Flag.bytes(
                            "symbolizer.cache-bytes",
                            128L << 20,
                            "Memory for tables of symbols that queries used.")
                    .advanced();

    /// @throws IllegalArgumentException if a bound is out of range
    public SymbolizerConfig {
        if (maxFileBytes < 1 || maxFileBytes > LARGEST_FILE) {
            throw new IllegalArgumentException(
                    "%s is %d (expected 1 to %d)"
                            .formatted(MAX_FILE_BYTES, maxFileBytes, LARGEST_FILE));
        }
        if (cacheBytes < 0) {
            throw new IllegalArgumentException(
                    "%s is %d (expected at least 0)".formatted(CACHE_BYTES, cacheBytes));
        }
    }

    /// The flags that [#from] reads.
    public static List<Flag<?>> flags() {
        return List.of(ENABLED, MAX_FILE_BYTES, CACHE_BYTES);
    }

    /// Reads the flags.
    ///
    /// @throws ConfigException if one is out of range
    public static SymbolizerConfig from(Settings settings) throws ConfigException {
        try {
            return new SymbolizerConfig(
                    settings.get(ENABLED), settings.get(MAX_FILE_BYTES), settings.get(CACHE_BYTES));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }
}
