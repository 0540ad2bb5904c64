// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Reads one quoted string of a selector: in double or single quotes with the escapes of Go, or in
/// backticks without any.
final class QuotedString {

    private final String text;
    private int at;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// @param at where the opening quote stands
    QuotedString(String text, int at) {
        this.text = text;
        this.at = at;
    }

    static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '`';
    }

    /// Position behind the closing quote.
    int end() {
        return at;
    }

    String read() {
        char quote = text.charAt(at++);
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return bytes.toString(StandardCharsets.UTF_8);
            }
            if (quote != '`' && c == '\n') {
                throw error("no line break inside quotes");
            }
            if (quote != '`' && c == '\\') {
                at++;
                escape(quote);
            } else {
                int codePoint = text.codePointAt(at);
                at += Character.charCount(codePoint);
                add(codePoint);
            }
        }
        throw error("a closing " + quote);
    }

    private void escape(char quote) {
        if (at >= text.length()) {
            throw error("a closing " + quote);
        }
        char c = text.charAt(at++);
        switch (c) {
            case 'a' -> bytes.write(7);
            case 'b' -> bytes.write('\b');
            case 'f' -> bytes.write('\f');
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case 'v' -> bytes.write(11);
            case '\\' -> bytes.write('\\');
            case 'x' -> bytes.write(number(2, 16));
            case 'u' -> addEscaped(number(4, 16));
            case 'U' -> addEscaped(number(8, 16));
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                at--;
                int value = number(3, 8);
                if (value > 255) {
                    throw error("an octal escape up to \\377");
                }
                bytes.write(value);
            }
            default -> {
                if (c != quote) {
                    at--;
                    throw error("an escape that Go knows");
                }
                bytes.write(c);
            }
        }
    }

    private int number(int digits, int radix) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), radix) : -1;
            if (digit < 0) {
                throw error("%d digits of base %d".formatted(digits, radix));
            }
            value = value * radix + digit;
            at++;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw error("a code point up to 10ffff");
        }
        return (int) value;
    }

    private void addEscaped(int codePoint) {
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            throw error("a code point that is no surrogate");
        }
        add(codePoint);
    }

    private void add(int codePoint) {
        if (codePoint < 0x80) {
            bytes.write(codePoint);
        } else {
            bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        }
    }

    private IllegalArgumentException error(String expected) {
        String found = at >= text.length() ? "the end" : "'" + text.charAt(at) + "'";
        return new IllegalArgumentException(
                "selector '%s' has %s at position %d (expected %s)"
                        .formatted(text, found, at + 1, expected));
    }
}
