// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.text;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/// Byte counts: a bare number, or one with `KB`, `MB`, `GB`, `TB` (powers of 1000) or `KiB`, `MiB`,
/// `GiB`, `TiB` (powers of 1024).
public final class ByteText {

    private static final Map<String, Long> UNITS =
            Map.of(
                    "",
                    1L,
                    "b",
                    1L,
                    "kb",
                    1_000L,
                    "mb",
                    1_000_000L,
                    "gb",
                    1_000_000_000L,
                    "tb",
                    1_000_000_000_000L,
                    "kib",
                    1L << 10,
                    "mib",
                    1L << 20,
                    "gib",
                    1L << 30,
                    "tib",
                    1L << 40);

    private ByteText() {}

    /// Reads a number of bytes.
    ///
    /// @throws IllegalArgumentException if the text is none
    public static long parse(String text) {
        int at = 0;
        while (at < text.length() && "0123456789.".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        Long unit = UNITS.get(text.substring(at).strip().toLowerCase(Locale.ROOT));
        if (unit == null || at == 0) {
            throw malformed(text);
        }
        try {
            return new BigDecimal(text.substring(0, at))
                    .multiply(BigDecimal.valueOf(unit))
                    .toBigInteger()
                    .longValueExact();
        } catch (ArithmeticException | NumberFormatException _) {
            throw malformed(text);
        }
    }

    /// Writes a number of bytes so that [#parse] reads it back, in the largest unit that fits.
    public static String format(long bytes) {
        String[] names = {"TiB", "GiB", "MiB", "KiB"};
        for (int i = 0; i < names.length; i++) {
            long size = 1L << (40 - 10 * i);
            if (bytes != 0 && bytes % size == 0) {
                return bytes / size + names[i];
            }
        }
        return Long.toString(bytes);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "\"%s\" is no number of bytes (expected for instance 4194304, 4MiB or 4MB)"
                        .formatted(text));
    }
}
