// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Removes from names the type parameters that Go's compiler makes up for generic functions:
/// `slices.Sort[go.shape.[]int,go.shape.int]` becomes `slices.Sort`. They differ from build to
/// build and split what is one function.
public final class GoTypeParameters {

    private static final byte[] OPENING = "[go.shape.".getBytes(StandardCharsets.UTF_8);

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long BRACKETS = 0x5b5b5b5b5b5b5b5bL;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private GoTypeParameters() {}

    /// Returns where the first such list starts, or -1.
    public static int find(byte[] bytes, int from, int to) {
        int last = to - OPENING.length;
        int i = from;
        while (i <= last) {
            // Eight bytes at a time while none of them is a bracket.
            if (i + 8 <= to && !hasBracket((long) LONG.get(bytes, i))) {
                i += 8;
            } else if (bytes[i] == '['
                    && Arrays.equals(bytes, i, i + OPENING.length, OPENING, 0, OPENING.length)) {
                return i;
            } else {
                i++;
            }
        }
        return -1;
    }

    /// Whether one of eight bytes is `[`: then the difference has a byte of 0.
    private static boolean hasBracket(long word) {
        long difference = word ^ BRACKETS;
        return ((difference - LOW_BITS) & ~difference & HIGH_BITS) != 0;
    }

    /// Copies a name without its lists; a list that is not closed is kept.
    ///
    /// @param target holds at least `to - from` bytes
    /// @return bytes written to `target` from its start
    public static int remove(byte[] bytes, int from, int to, byte[] target) {
        int written = 0;
        int position = from;
        while (position < to) {
            int list = find(bytes, position, to);
            int end = list < 0 ? -1 : closing(bytes, list, to);
            int keptEnd = end < 0 ? to : list;
            System.arraycopy(bytes, position, target, written, keptEnd - position);
            written += keptEnd - position;
            position = end < 0 ? to : end;
        }
        return written;
    }

    private static int closing(byte[] bytes, int opening, int to) {
        int depth = 0;
        for (int i = opening; i < to; i++) {
            if (bytes[i] == '[') {
                depth++;
            } else if (bytes[i] == ']') {
                depth--;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        return -1;
    }
}
