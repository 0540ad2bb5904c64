// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import java.time.Instant;
import java.util.random.RandomGenerator;

/// Name of a block: a ULID, 48 bits of time and 80 random ones as 26 letters and digits, so that
/// names sort by time.
///
/// @param text the 26 characters of Crockford's base 32, upper case
public record BlockId(String text) implements Comparable<BlockId> {

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;
    private static final int TIME_LENGTH = 10;

    /// @throws IllegalArgumentException if it is no ULID
    public BlockId {
        boolean isUlid = text.length() == LENGTH && text.charAt(0) <= '7';
        for (int i = 0; i < text.length() && isUlid; i++) {
            isUlid = DIGITS.indexOf(text.charAt(i)) >= 0;
        }
        if (!isUlid) {
            throw new IllegalArgumentException(
                    "block is \"%s\" (expected a ULID of 26 characters)".formatted(text));
        }
    }

    /// A new one.
    ///
    /// @param random where the random bits come from
    public static BlockId of(Instant time, RandomGenerator random) {
        char[] text = new char[LENGTH];
        long millis = time.toEpochMilli();
        for (int i = TIME_LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (millis & 31));
            millis >>>= 5;
        }
        for (int i = TIME_LENGTH; i < LENGTH; i++) {
            text[i] = DIGITS.charAt(random.nextInt(DIGITS.length()));
        }
        return new BlockId(new String(text));
    }

    @Override
    public int compareTo(BlockId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
