// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Checks and cuts UTF-8.
public final class Utf8 {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /// Whether bytes are UTF-8 as RFC 3629 has it: no surrogates, nothing overlong.
    public static boolean isValid(byte[] bytes, int from, int to) {
        int i = from;
        while (i + 8 <= to && ((long) LONG.get(bytes, i) & HIGH_BITS) == 0) {
            i += 8;
        }
        while (i < to) {
            if (bytes[i] >= 0) {
                i++;
                continue;
            }
            int length = sequence(bytes, i, to);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
    }

    /// Length of the character that starts at `i`, 0 if none does.
    private static int sequence(byte[] bytes, int i, int to) {
        int first = bytes[i] & 0xff;
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || i + length > to) {
            return 0;
        }
        int second = bytes[i + 1] & 0xff;
        int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            return 0;
        }
        for (int k = 2; k < length; k++) {
            if ((bytes[i + k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /// Where the tail of at most `max` bytes starts, moved on to the start of a character.
    public static int tail(byte[] bytes, int from, int to, int max) {
        int start = Math.max(from, to - max);
        while (start > from && start < to && (bytes[start] & 0xc0) == 0x80) {
            start++;
        }
        return start;
    }
}
