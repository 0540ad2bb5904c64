// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.server.StatusException.Code;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// Times as the plain routes take them: `now-1h`, `20240131`, Unix seconds, milliseconds,
/// microseconds or nanoseconds (told apart by their number of digits).
///
/// What stands before the first `+` or `-` is not read: offsets always count from now.
public final class AtTime {

    private AtTime() {}

    /// Reads a time.
    ///
    /// @param text the parameter as sent; `_`, `,` and blanks in it do not count
    /// @param now what offsets count from
    /// @throws StatusException with `invalid_argument` if it is out of range
    public static Instant parse(String text, Instant now) throws StatusException {
        String bare = text.replaceAll("[_,\\s]", "");
        try {
            if (!bare.isEmpty() && bare.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return absolute(bare);
            }
            int sign = firstSign(bare);
            if (sign < 0) {
                return now;
            }
            Duration offset = offset(bare.substring(sign + 1));
            return bare.charAt(sign) == '-' ? now.minus(offset) : now.plus(offset);
        } catch (ArithmeticException | DateTimeException | NumberFormatException _) {
            throw new StatusException(
                    Code.INVALID_ARGUMENT,
                    "time \"%s\" is out of range (expected for instance now-1h or Unix seconds)"
                            .formatted(text));
        }
    }

    private static Instant absolute(String digits) {
        if (digits.length() == 8) {
            LocalDate date = day(digits);
            if (date.getYear() > 1900) {
                return date.atStartOfDay().toInstant(ZoneOffset.UTC);
            }
        }
        long value = Long.parseLong(digits);
        return switch (digits.length()) {
            case 13 -> Instant.ofEpochMilli(value);
            case 16 -> Instant.EPOCH.plus(value, ChronoUnit.MICROS);
            case 19 -> Instant.EPOCH.plusNanos(value);
            default -> Instant.ofEpochSecond(value);
        };
    }

    /// The day of `YYYYMMDD`, or a day before 1900 if there is no such day.
    private static LocalDate day(String digits) {
        try {
            return LocalDate.of(
                    Integer.parseInt(digits.substring(0, 4)),
                    Integer.parseInt(digits.substring(4, 6)),
                    Integer.parseInt(digits.substring(6, 8)));
        } catch (DateTimeException _) {
            return LocalDate.EPOCH.withYear(1);
        }
    }

    private static int firstSign(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '+' || text.charAt(i) == '-') {
                return i;
            }
        }
        return -1;
    }

    private static Duration offset(String text) {
        Duration sum = Duration.ZERO;
        int at = 0;
        while (at < text.length()) {
            int unitAt = end(text, at, true);
            int end = end(text, unitAt, false);
            long count = unitAt == at ? 0 : Long.parseLong(text.substring(at, unitAt));
            sum = sum.plus(unit(text.substring(unitAt, end)).multipliedBy(count));
            at = end;
        }
        return sum;
    }

    private static int end(String text, int from, boolean digits) {
        int at = from;
        while (at < text.length() && (text.charAt(at) >= '0' && text.charAt(at) <= '9') == digits) {
            at++;
        }
        return at;
    }

    private static Duration unit(String name) {
        if (name.startsWith("s")) {
            return Duration.ofSeconds(1);
        }
        if (name.startsWith("mon") || name.startsWith("M")) {
            return Duration.ofDays(30);
        }
        if (name.startsWith("m")) {
            return Duration.ofMinutes(1);
        }
        if (name.startsWith("h")) {
            return Duration.ofHours(1);
        }
        if (name.startsWith("d")) {
            return Duration.ofDays(1);
        }
        if (name.startsWith("w")) {
            return Duration.ofDays(7);
        }
        return name.startsWith("y") ? Duration.ofDays(365) : Duration.ZERO;
    }
}
