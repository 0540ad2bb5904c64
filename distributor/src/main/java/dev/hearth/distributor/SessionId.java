// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The label `__session_id__`: 16 hex digits, the eight bytes of a number, the lowest first.
final class SessionId {

    static final String LABEL = "__session_id__";

    private static final int DIGITS = 16;

    private SessionId() {}

    /// Maps an id onto one of `max` ids; null if `text` is no id or `max` is 0, and the label is to
    /// be dropped.
    static @Nullable String reduce(String text, long max) {
        if (max <= 0 || text.length() != DIGITS) {
            return null;
        }
        for (int i = 0; i < DIGITS; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return null;
            }
        }
        long id = Long.reverseBytes(HexFormat.fromHexDigitsToLong(text));
        long reduced = Long.remainderUnsigned(id, max);
        return HexFormat.of().toHexDigits(Long.reverseBytes(reduced));
    }
}
