// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import dev.hearth.formats.MalformedProfileException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads JSON (RFC 8259) from an array, value after value, in the order of the text: no tree is
/// built, and nothing allocated but what strings with escapes need. What the caller does not know
/// it skips, however it looks, down to a depth of [#MAX_DEPTH].
public final class JsonReader {

    /// How deep values may be nested that are skipped.
    public static final int MAX_DEPTH = 64;

    private static final int MAX_NUMBER_LENGTH = 400;
    private static final int MAX_EXACT_DIGITS = 15;
    private static final int REPLACEMENT = 0xfffd;

    private final byte[] bytes;
    private int position;
    private boolean isFirst;
    private byte[] text;
    private int textFrom;
    private int textTo;
    private byte[] unescaped = new byte[64];

    /// @param bytes the text, in UTF-8; not changed
    public JsonReader(byte[] bytes) {
        this.bytes = bytes;
        this.text = bytes;
    }

    /// Begins an object or an array.
    ///
    /// @param bracket what it begins with
    public void open(char bracket) throws MalformedProfileException {
        skipSpace();
        if (peek() != bracket) {
            throw wrong("expected '" + bracket + "'");
        }
        position++;
        isFirst = true;
    }

    /// Goes on to the next member or element of what was opened last.
    ///
    /// @param bracket what it ends with
    /// @return whether there is one; else the end was read
    public boolean next(char bracket) throws MalformedProfileException {
        skipSpace();
        int next = peek();
        if (next == bracket) {
            position++;
            isFirst = false;
            return false;
        }
        if (!isFirst) {
            if (next != ',') {
                throw wrong("expected ',' or '" + bracket + "'");
            }
            position++;
        }
        isFirst = false;
        return true;
    }

    /// Reads the key of a member; [#isText] says which it is.
    public void key() throws MalformedProfileException {
        string();
        skipSpace();
        if (peek() != ':') {
            throw wrong("expected ':'");
        }
        position++;
    }

    /// Reads `null` if that comes next.
    public boolean isNull() throws MalformedProfileException {
        skipSpace();
        if (peek() != 'n') {
            return false;
        }
        literal("null");
        return true;
    }

    /// Whether the string read last is a word.
    public boolean isText(byte[] ascii) {
        return Arrays.equals(text, textFrom, textTo, ascii, 0, ascii.length);
    }

    /// The string read last.
    public String text() {
        return new String(text, textFrom, textTo - textFrom, StandardCharsets.UTF_8);
    }

    /// Where the string read last is, from [#textFrom] to [#textTo], until the next is read.
    public byte[] textBytes() {
        return text;
    }

    /// See [#textBytes].
    public int textFrom() {
        return textFrom;
    }

    /// See [#textBytes].
    public int textTo() {
        return textTo;
    }

    /// Reads a string.
    public void string() throws MalformedProfileException {
        skipSpace();
        if (peek() != '"') {
            throw wrong("expected a string");
        }
        position++;
        int start = position;
        int any = 0;
        while (position < bytes.length) {
            byte next = bytes[position];
            if (next == '"') {
                text = bytes;
                textFrom = start;
                textTo = position++;
                checkUtf8(any);
                return;
            }
            if (next == '\\') {
                unescape(start);
                return;
            }
            if (next >= 0 && next < ' ') {
                throw wrong("expected no control character in a string");
            }
            any |= next;
            position++;
        }
        throw wrong("expected the end of a string");
    }

    private void checkUtf8(int any) throws MalformedProfileException {
        if (any < 0 && !Utf8.isValid(text, textFrom, textTo)) {
            throw wrong("expected valid UTF-8 in a string");
        }
    }

    private void unescape(int start) throws MalformedProfileException {
        int size = 0;
        int from = start;
        while (true) {
            int run = position - from;
            // Room for what was plain so far, and for one character.
            if (size + run + 4 > unescaped.length) {
                unescaped = Arrays.copyOf(unescaped, IntColumn.grown(size + run + 4));
            }
            System.arraycopy(bytes, from, unescaped, size, run);
            size += run;
            if (peek() == '"') {
                break;
            }
            position++;
            size = put(size, escaped());
            from = position;
            while (peek() != '"' && peek() != '\\') {
                if (bytes[position] >= 0 && bytes[position] < ' ') {
                    throw wrong("expected no control character in a string");
                }
                position++;
            }
        }
        position++;
        text = unescaped;
        textFrom = 0;
        textTo = size;
        checkUtf8(-1);
    }

    /// The character behind a backslash.
    private int escaped() throws MalformedProfileException {
        int letter = peek();
        position++;
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codePoint();
            default -> throw wrong("expected a known escape");
        };
    }

    /// Two escapes may make one character; half of such a pair stands for none.
    private int codePoint() throws MalformedProfileException {
        char first = hex();
        if (!Character.isSurrogate(first)) {
            return first;
        }
        boolean isPair =
                Character.isHighSurrogate(first)
                        && position + 1 < bytes.length
                        && bytes[position] == '\\'
                        && bytes[position + 1] == 'u';
        if (!isPair) {
            return REPLACEMENT;
        }
        int second = position;
        position += 2;
        char low = hex();
        if (Character.isLowSurrogate(low)) {
            return Character.toCodePoint(first, low);
        }
        position = second;
        return REPLACEMENT;
    }

    private char hex() throws MalformedProfileException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw wrong("expected four hexadecimal digits");
            }
            value = value << 4 | digit;
            position++;
        }
        return (char) value;
    }

    private int put(int at, int point) {
        int size = at;
        if (point < 0x80) {
            unescaped[size++] = (byte) point;
        } else if (point < 0x800) {
            unescaped[size++] = (byte) (0xc0 | point >> 6);
            unescaped[size++] = (byte) (0x80 | (point & 0x3f));
        } else {
            if (point < 0x10000) {
                unescaped[size++] = (byte) (0xe0 | point >> 12);
            } else {
                unescaped[size++] = (byte) (0xf0 | point >> 18);
                unescaped[size++] = (byte) (0x80 | (point >> 12 & 0x3f));
            }
            unescaped[size++] = (byte) (0x80 | (point >> 6 & 0x3f));
            unescaped[size++] = (byte) (0x80 | (point & 0x3f));
        }
        return size;
    }

    /// Reads a number; one that is too large for a `double` is infinite.
    public double number() throws MalformedProfileException {
        skipSpace();
        int start = position;
        boolean isNegative = peek() == '-';
        position += isNegative ? 1 : 0;
        long value = 0;
        int digits = position;
        while (position < bytes.length && isDigit(bytes[position])) {
            value = value * 10 + (bytes[position] - '0');
            position++;
        }
        int count = position - digits;
        if (count == 0 || (count > 1 && bytes[digits] == '0')) {
            throw wrong("expected a number");
        }
        boolean isWhole = !skipFraction();
        if (position - start > MAX_NUMBER_LENGTH) {
            throw wrong("expected a number of at most " + MAX_NUMBER_LENGTH + " characters");
        }
        if (isWhole && count <= MAX_EXACT_DIGITS) {
            return isNegative ? -(double) value : value;
        }
        return Double.parseDouble(
                new String(bytes, start, position - start, StandardCharsets.US_ASCII));
    }

    /// Whether there is a fraction or an exponent.
    private boolean skipFraction() throws MalformedProfileException {
        int start = position;
        if (position < bytes.length && bytes[position] == '.') {
            position++;
            skipDigits();
        }
        if (position < bytes.length && (bytes[position] | 0x20) == 'e') {
            position++;
            int sign = peek();
            position += sign == '+' || sign == '-' ? 1 : 0;
            skipDigits();
        }
        return position > start;
    }

    private void skipDigits() throws MalformedProfileException {
        int start = position;
        while (position < bytes.length && isDigit(bytes[position])) {
            position++;
        }
        if (position == start) {
            throw wrong("expected a digit");
        }
    }

    private static boolean isDigit(byte next) {
        return next >= '0' && next <= '9';
    }

    /// Skips a value, whatever it is.
    public void skip() throws MalformedProfileException {
        skip(0);
    }

    private void skip(int depth) throws MalformedProfileException {
        if (depth > MAX_DEPTH) {
            throw wrong("expected values nested at most " + MAX_DEPTH + " deep");
        }
        skipSpace();
        switch (peek()) {
            case '{' -> {
                open('{');
                while (next('}')) {
                    key();
                    skip(depth + 1);
                }
            }
            case '[' -> {
                open('[');
                while (next(']')) {
                    skip(depth + 1);
                }
            }
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void literal(String word) throws MalformedProfileException {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw wrong("expected " + word);
            }
            position++;
        }
    }

    /// Makes sure that nothing follows.
    public void end() throws MalformedProfileException {
        skipSpace();
        if (position < bytes.length) {
            throw wrong("expected the end");
        }
    }

    private void skipSpace() {
        while (position < bytes.length) {
            byte next = bytes[position];
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return;
            }
            position++;
        }
    }

    private int peek() throws MalformedProfileException {
        if (position >= bytes.length) {
            throw wrong("expected more");
        }
        return bytes[position];
    }

    private MalformedProfileException wrong(String expected) {
        return ProtoReader.malformed(
                "JSON is broken at byte %d (%s)".formatted(position, expected));
    }
}
