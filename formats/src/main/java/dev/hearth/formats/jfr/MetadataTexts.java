// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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

    private static final byte[][] WORDS = words();

    private final IntColumn starts = new IntColumn();
    private final IntColumn ends = new IntColumn();
    private final IntColumn words = new IntColumn();
    private byte[] bytes = new byte[0];

    private static byte[][] words() {
        String[] words = {
            "", "class", "field", "annotation", "id", "name", "constantPool", "dimension", "value"
        };
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /// Reads the table.
    void read(JfrInput in) throws MalformedProfileException {
        bytes = in.bytes();
        starts.size = 0;
        ends.size = 0;
        words.size = 0;
        int count = in.count();
        for (int i = 0; i < count; i++) {
            int start = in.position();
            in.skipText();
            text(in, start, in.position());
        }
    }

    /// Keeps where the bytes of a text are. Names that mean something are UTF-8 or Latin-1, and in
    /// ASCII: of texts in another form nothing is kept.
    private void text(JfrInput in, int start, int end) throws MalformedProfileException {
        int encoding = bytes[start];
        int from = end;
        if (encoding == JfrInput.UTF_8 || encoding == JfrInput.LATIN_1) {
            in.seek(start + 1);
            in.intNumber();
            from = in.position();
            in.seek(end);
        }
        starts.add(from);
        ends.add(end);
        words.add(wordOf(from, end));
    }

    private int wordOf(int from, int to) {
        for (int word = 1; word < WORDS.length; word++) {
            if (Arrays.equals(WORDS[word], 0, WORDS[word].length, bytes, from, to)) {
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

    private int from(int text) {
        return starts.size == 0 ? 0 : starts.values[text];
    }

    private int to(int text) {
        return ends.size == 0 ? 0 : ends.values[text];
    }

    boolean is(int text, String expected) {
        int from = from(text);
        int length = to(text) - from;
        if (length != expected.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// A text that is a number.
    long number(int text) throws MalformedProfileException {
        int from = from(text);
        int to = to(text);
        boolean isNegative = from < to && bytes[from] == '-';
        long value = 0;
        int start = isNegative ? from + 1 : from;
        boolean isNumber = start < to && to - start <= 18;
        for (int i = start; i < to && isNumber; i++) {
            isNumber = bytes[i] >= '0' && bytes[i] <= '9';
            value = value * 10 + bytes[i] - '0';
        }
        if (!isNumber) {
            throw ProtoReader.malformed(
                    "metadata has an id that is not a number at byte %d".formatted(from));
        }
        return isNegative ? -value : value;
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        bytes = new byte[0];
        starts.clear(keep);
        ends.clear(keep);
        words.clear(keep);
    }
}
