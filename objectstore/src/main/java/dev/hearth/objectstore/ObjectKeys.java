// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

/// What every store asks of a key, so that no key works in one store and fails in the next.
public final class ObjectKeys {

    private static final int MAX_PART = 255;
    private static final int MAX_LENGTH = 1024;

    private ObjectKeys() {}

    /// Checks that a key has parts of printable ASCII, none of them empty, `.` or `..`, and no
    /// backslash.
    ///
    /// @return the key
    /// @throws IllegalArgumentException if it has not
    public static String check(String key) {
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "key has %d characters (expected 1 to %d)".formatted(key.length(), MAX_LENGTH));
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c < 0x20 || c > 0x7e || c == '\\') {
                throw new IllegalArgumentException(
                        "key \"%s\" has the character U+%04X (expected printable ASCII without backslash)"
                                .formatted(key, (int) c));
            }
        }
        for (int start = 0; start <= key.length(); ) {
            int end = key.indexOf('/', start);
            end = end < 0 ? key.length() : end;
            checkPart(key, key.substring(start, end));
            start = end + 1;
        }
        return key;
    }

    /// Whether [#check] finds nothing wrong.
    static boolean isKey(String key) {
        try {
            check(key);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static void checkPart(String key, String part) {
        if (part.isEmpty() || part.equals(".") || part.equals("..") || part.length() > MAX_PART) {
            throw new IllegalArgumentException(
                    "key \"%s\" has the part \"%s\" (expected 1 to %d characters, neither . nor ..)"
                            .formatted(key, part, MAX_PART));
        }
    }

    /// Checks that a range is one.
    ///
    /// @throws IllegalArgumentException if it is not
    public static void checkRange(long offset, int length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "range is %d bytes from %d (expected both 0 or more)"
                            .formatted(length, offset));
        }
    }
}
