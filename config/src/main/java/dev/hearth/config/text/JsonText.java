// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.text;

/// Writes JSON, which YAML readers read as well. Keys come in the order of the calls.
public final class JsonText {

    private final StringBuilder text = new StringBuilder("{");

    /// A text in quotes.
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> append(quoted, c);
            }
        }
        return quoted.append('"').toString();
    }

    /// YAML takes few control characters as they are, and some as line breaks.
    private static void append(StringBuilder quoted, char c) {
        boolean control = c < 0x20 || (c >= 0x7f && c <= 0xa0) || c >= 0xfffe;
        if (!control && c != '\u2028' && c != '\u2029' && c != '\ufeff') {
            quoted.append(c);
        } else {
            quoted.append("\\u%04x".formatted((int) c));
        }
    }

    /// Adds a text.
    public JsonText text(String key, String value) {
        return raw(key, quoted(value));
    }

    /// Adds a value that is JSON already: a number, a list, a block.
    public JsonText raw(String key, Object json) {
        text.append(text.length() > 1 ? "," : "").append(quoted(key)).append(':').append(json);
        return this;
    }

    /// The block.
    @Override
    public String toString() {
        return text + "}";
    }
}
