// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Removes from names the type parameters that Go's compiler makes up for generic functions:
/// `slices.Sort[go.shape.[]int,go.shape.int]` becomes `slices.Sort`. They differ from build to
/// build and split what is one function.
final class GoTypeParameters {

    private static final byte[] OPENING = "[go.shape.".getBytes(StandardCharsets.UTF_8);

    private GoTypeParameters() {}

    /// Returns where the first such list starts, or -1.
    static int find(byte[] bytes, int from, int to) {
        for (int i = from; i + OPENING.length <= to; i++) {
            if (bytes[i] == '['
                    && Arrays.equals(bytes, i, i + OPENING.length, OPENING, 0, OPENING.length)) {
                return i;
            }
        }
        return -1;
    }

    /// Copies a name without its lists; a list that is not closed is kept.
    ///
    /// @param target holds at least `to - from` bytes
    /// @return bytes written to `target` from its start
    static int remove(byte[] bytes, int from, int to, byte[] target) {
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
