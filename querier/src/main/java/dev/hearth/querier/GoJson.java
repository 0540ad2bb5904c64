// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import java.util.List;

/// JSON text that reads as Go's encoder writes it: `<`, `>`, `&` and the two line separators of
/// Unicode escaped, no blanks.
final class GoJson {

    private final StringBuilder text = new StringBuilder();

    GoJson raw(String json) {
        text.append(json);
        return this;
    }

    GoJson number(long value) {
        text.append(value);
        return this;
    }

    GoJson string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            character(value, i);
        }
        text.append('"');
        return this;
    }

    private void character(String value, int i) {
        char c = value.charAt(i);
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '<', '>', '&', '\u2028', '\u2029' -> escape(c);
            default -> {
                if (c < 0x20) {
                    escape(c);
                } else {
                    text.append(isLoneSurrogate(value, i) ? '\ufffd' : c);
                }
            }
        }
    }

    private static boolean isLoneSurrogate(String value, int i) {
        char c = value.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
    }

    private void escape(char c) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((c >> shift) & 15, 16));
        }
    }

    GoJson strings(Iterable<String> values) {
        text.append('[');
        String separator = "";
        for (String value : values) {
            text.append(separator);
            string(value);
            separator = ",";
        }
        text.append(']');
        return this;
    }

    GoJson numbers(long[] values) {
        text.append('[');
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ",").append(values[i]);
        }
        text.append(']');
        return this;
    }

    GoJson lists(List<long[]> values) {
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",");
            numbers(values.get(i));
        }
        text.append(']');
        return this;
    }

    /// The text with the line break that Go's encoder ends with.
    String line() {
        return text.toString() + '\n';
    }
}
