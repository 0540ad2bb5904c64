// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;
import java.util.List;

/// The texts that a chunk's metadata names things with, by number.
final class MetadataTexts {

    /// What the texts are that mean something; any other is [#NO_WORD].
    static final int NO_WORD = 0;

    static final int CLASS = 1;
    static final int FIELD = 2;
    static final int ANNOTATION = 3;
    static final int ID = 4;
    static final int NAME = 5;
    static final int CONSTANT_POOL = 6;
    static final int DIMENSION = 7;
    static final int VALUE = 8;

    private static final List<String> WORDS =
            List.of(
                    "",
                    "class",
                    "field",
                    "annotation",
                    "id",
                    "name",
                    "constantPool",
                    "dimension",
                    "value");

    private static final int MAX_DIGITS = 18;

    private final IntColumn starts = new IntColumn();
    private final IntColumn ends = new IntColumn();
    private final IntColumn widths = new IntColumn();
    private final IntColumn words = new IntColumn();
    private byte[] bytes = new byte[0];

    /// Reads the table.
    void read(JfrInput in) throws MalformedProfileException {
        bytes = in.bytes();
        starts.size = 0;
        ends.size = 0;
        widths.size = 0;
        words.size = 0;
        int count = in.count();
        for (int i = 0; i < count; i++) {
            int start = in.position();
            in.skipText();
            text(in, start, in.position());
        }
    }

    /// Keeps where the characters of a text are. Names that mean something are in ASCII: of those
    /// each character is one byte, but for characters that are not in compressed form.
    private void text(JfrInput in, int start, int end) throws MalformedProfileException {
        int encoding = bytes[start];
        int from = end;
        if (encoding >= JfrInput.UTF_8) {
            in.seek(start + 1);
            in.intNumber();
            from = in.position();
            in.seek(end);
        }
        starts.add(from);
        ends.add(end);
        widths.add(encoding == JfrInput.CHARS && !in.isCompressed() ? 2 : 1);
        words.add(wordOf(starts.size - 1));
    }

    private int wordOf(int text) {
        for (int word = 1; word < WORDS.size(); word++) {
            if (is(text, WORDS.get(word))) {
                return word;
            }
        }
        return NO_WORD;
    }

    /// Returns the number of a text if there is one.
    int checked(int text) throws MalformedProfileException {
        if (text < 0 || text >= starts.size) {
            throw ProtoReader.malformed(
                    "metadata names text %d (expected less than %d)".formatted(text, starts.size));
        }
        return text;
    }

    /// What a text is, of the words above.
    int word(int text) throws MalformedProfileException {
        return words.values[checked(text)];
    }

    boolean is(int text, String expected) {
        int length = length(text);
        if (length != expected.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (at(text, i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int length(int text) {
        return text >= starts.size
                ? 0
                : (ends.values[text] - starts.values[text]) / widths.values[text];
    }

    private int at(int text, int index) {
        int width = widths.values[text];
        int at = starts.values[text] + index * width;
        return width == 1 ? bytes[at] : bytes[at] << 8 | (bytes[at + 1] & 0xff);
    }

    /// A text that is a number.
    long number(int text) throws MalformedProfileException {
        int length = length(text);
        boolean isNegative = length > 0 && at(text, 0) == '-';
        long value = 0;
        int start = isNegative ? 1 : 0;
        boolean isNumber = start < length && length - start <= MAX_DIGITS;
        for (int i = start; i < length && isNumber; i++) {
            int digit = at(text, i) - '0';
            isNumber = digit >= 0 && digit <= 9;
            value = value * 10 + digit;
        }
        if (!isNumber) {
            throw ProtoReader.malformed(
                    "metadata has an id that is not a number (text %d)".formatted(text));
        }
        return isNegative ? -value : value;
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        bytes = new byte[0];
        starts.clear(keep);
        ends.clear(keep);
        widths.clear(keep);
        words.clear(keep);
    }
}
