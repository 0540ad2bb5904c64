// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Durations as Go and Prometheus write them: `1h30m`, `1.5s`, `250ms`, `1d`, `2w`, a bare `0`.
public final class DurationText {

    private static final Map<String, Long> NANOS = units();

    private DurationText() {}

    private static Map<String, Long> units() {
        Map<String, Long> units = new LinkedHashMap<>();
        units.put("y", Duration.ofDays(365).toNanos());
        units.put("w", Duration.ofDays(7).toNanos());
        units.put("d", Duration.ofDays(1).toNanos());
        units.put("h", Duration.ofHours(1).toNanos());
        units.put("m", Duration.ofMinutes(1).toNanos());
        units.put("s", 1_000_000_000L);
        units.put("ms", 1_000_000L);
        units.put("us", 1_000L);
        units.put("\u00b5s", 1_000L);
        units.put("ns", 1L);
        return units;
    }

    /// Reads a duration.
    ///
    /// @throws IllegalArgumentException if the text is none, or longer than 292 years
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (at == text.length()) {
            throw malformed(text);
        }
        Duration sum = Duration.ZERO;
        while (at < text.length()) {
            int unitAt = endOf(text, at, true);
            int end = endOf(text, unitAt, false);
            Long unit = NANOS.get(text.substring(unitAt, end));
            if (unit == null || unitAt == at) {
                throw malformed(text);
            }
            sum = sum.plus(part(text, text.substring(at, unitAt), unit));
            at = end;
        }
        return negative ? sum.negated() : sum;
    }

    private static Duration part(String text, String number, long unitNanos) {
        try {
            BigDecimal nanos = new BigDecimal(number).multiply(BigDecimal.valueOf(unitNanos));
            return Duration.ofNanos(nanos.toBigInteger().longValueExact());
        } catch (ArithmeticException | NumberFormatException _) {
            throw malformed(text);
        }
    }

    private static int endOf(String text, int from, boolean number) {
        int at = from;
        while (at < text.length() && isNumber(text.charAt(at)) == number) {
            at++;
        }
        return at;
    }

    private static boolean isNumber(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "\"%s\" is no duration (expected for instance 30s, 1h30m, 1d or 0)"
                        .formatted(text));
    }

    /// Writes a duration so that [#parse] reads it back: `1h30m`, `1w`, `0s`.
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder text = new StringBuilder(duration.isNegative() ? "-" : "");
        long left = duration.abs().toNanos();
        for (String unit : new String[] {"w", "d", "h", "m", "s", "ms", "us", "ns"}) {
            long size = NANOS.getOrDefault(unit, 1L);
            boolean whole = unit.length() == 1 && !unit.equals("w") && !unit.equals("d");
            if (left >= size && (whole || unit.length() == 2 || left % size == 0)) {
                text.append(left / size).append(unit);
                left %= size;
            }
        }
        return text.toString();
    }
}
