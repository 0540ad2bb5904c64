// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.form;

import java.util.Locale;

/// Numbers of bytes as messages to clients show them: `512 B`, `4.0 MiB`, `17 MiB`.
public final class IecBytes {

    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};

    private IecBytes() {}

    /// The text of a number of bytes.
    public static String of(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = (double) bytes;
        int unit = -1;
        while (value >= 1024 && unit + 1 < UNITS.length) {
            value /= 1024;
            unit++;
        }
        double tenths = Math.floor(value * 10 + 0.5) / 10;
        return String.format(Locale.ROOT, tenths < 10 ? "%.1f %s" : "%.0f %s", tenths, UNITS[unit]);
    }
}
