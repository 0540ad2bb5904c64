// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

/// What tells one build of a program from another: a hash that the linker left in it.
///
/// @param value 2 to 40 hexadecimal digits, lower case
public record BuildId(String value) implements Comparable<BuildId> {

    private static final int MIN_LENGTH = 2;
    private static final int MAX_LENGTH = 40;

    /// Begins the text that stands in the place of a build id when the profile's labels name a
    /// repository.
    private static final String WRAPPED = "{";

    private static final String KEY = "\"build_id\":\"";

    /// @throws IllegalArgumentException if `value` is no build id in lower case
    public BuildId {
        if (!isValid(value) || !value.equals(lower(value))) {
            throw wrong(value);
        }
    }

    /// Reads one as clients write it.
    ///
    /// @throws IllegalArgumentException if it is none; the message is for the client
    public static BuildId parse(String text) {
        if (!isValid(text)) {
            throw wrong(text);
        }
        return new BuildId(lower(text));
    }

    private static IllegalArgumentException wrong(String text) {
        String shown = text.length() > 2 * MAX_LENGTH ? text.substring(0, 2 * MAX_LENGTH) : text;
        return new IllegalArgumentException(
                "build id \"%s\" is no build id (expected %d to %d hexadecimal digits)"
                        .formatted(shown, MIN_LENGTH, MAX_LENGTH));
    }

    /// The build id that a mapping has, which may be wrapped in JSON; empty if it has none.
    static String ofMapping(String text) {
        String id = text;
        if (text.startsWith(WRAPPED)) {
            int start = text.indexOf(KEY);
            int end = start < 0 ? -1 : text.indexOf('"', start + KEY.length());
            id = end < 0 ? "" : text.substring(start + KEY.length(), end);
        }
        return isValid(id) ? lower(id) : "";
    }

    private static boolean isValid(String text) {
        if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isHex =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (!isHex) {
                return false;
            }
        }
        return true;
    }

    private static String lower(String text) {
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public int compareTo(BuildId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
