// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// Guesses whether a profile comes from a Go program: by the client's name, or else by the first
/// string that is typical of some language.
final class PprofLanguage {

    private static final String GO = "go";

    private static final Map<String, String> SPIES =
            Map.of(
                    "gospy", GO,
                    "pyspy", "python",
                    "rbspy", "ruby",
                    "nodespy", "nodejs",
                    "javaspy", "java",
                    "grafana-agent.java", "java",
                    "dotnetspy", "dotnet",
                    "phpspy", "php",
                    "pyroscope-rs", "rust");

    private static final byte[][] PREFIXES =
            utf8(
                    "/usr/local/go/",
                    "java/",
                    "sun/",
                    "gems/",
                    "./node_modules/",
                    "System.",
                    "Microsoft.");
    private static final byte[][] SUFFIXES = utf8(".go", ".rb", ".js", ".py", "main.rs", "core.rs");

    private PprofLanguage() {}

    static boolean isGo(PprofColumns columns, PprofOptions options) {
        String language = SPIES.get(options.spyName());
        if (language != null) {
            return language.equals(GO);
        }
        for (int i = 1; i < columns.stringOffset.size; i++) {
            int from = columns.stringOffset.values[i];
            int to = from + columns.stringLength.values[i];
            int prefix = prefix(columns.bytes, from, to);
            int suffix = suffix(columns.bytes, from, to);
            if (prefix >= 0 || suffix >= 0) {
                return prefix == 0 || suffix == 0;
            }
        }
        return false;
    }

    private static int prefix(byte[] bytes, int from, int to) {
        for (int i = 0; i < PREFIXES.length; i++) {
            byte[] prefix = PREFIXES[i];
            if (to - from >= prefix.length
                    && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length)) {
                return i;
            }
        }
        return -1;
    }

    private static int suffix(byte[] bytes, int from, int to) {
        for (int i = 0; i < SUFFIXES.length; i++) {
            byte[] suffix = SUFFIXES[i];
            if (to - from >= suffix.length
                    && Arrays.equals(bytes, to - suffix.length, to, suffix, 0, suffix.length)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[][] utf8(String... texts) {
        byte[][] all = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            all[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        return all;
    }
}
