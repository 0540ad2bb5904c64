// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Makes UTF-8 of the texts of a chunk, which are in any of six encodings.
final class JfrTexts {

    private final JfrInput in = new JfrInput();
    private final ChunkConstants constants;

    /// What was appended, up to [#size].
    byte[] buffer = new byte[256];

    int size;

    /// @param constants of the chunk
    JfrTexts(ChunkConstants constants) {
        this.constants = constants;
    }

    /// Starts on a chunk.
    void startChunk(byte[] body, ChunkHeader chunk) {
        in.reset(body, chunk.isCompressed());
        in.window(chunk.start(), chunk.end());
    }

    /// Lets the chunk go, and gives back a buffer longer than `keep` bytes.
    void clear(int keep) {
        in.reset(new byte[0], false);
        size = 0;
        if (buffer.length > keep) {
            buffer = new byte[256];
        }
    }

    /// Whether a text is `expected`, in ASCII.
    ///
    /// @param position of the text, 0 for none
    boolean is(long position, String expected) throws MalformedProfileException {
        if (length(position) != expected.length()) {
            return false;
        }
        size = 0;
        append(position);
        if (size != expected.length()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (buffer[i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Bytes or characters of a text as it stands in the chunk. Events may share a long one.
    ///
    /// @param position of the text, 0 for none
    int length(long position) throws MalformedProfileException {
        return open(position) >= JfrInput.UTF_8 ? in.intNumber() : 0;
    }

    /// A text as a string.
    ///
    /// @param position of the text, 0 for none
    String string(long position) throws MalformedProfileException {
        size = 0;
        append(position);
        return new String(buffer, 0, size, StandardCharsets.UTF_8);
    }

    /// Appends a text to the buffer; nothing if it is null or not there.
    ///
    /// @param position of the text, 0 for none
    void append(long position) throws MalformedProfileException {
        switch (open(position)) {
            case JfrInput.UTF_8 -> utf8(in.intNumber());
            case JfrInput.LATIN_1 -> latin1(in.intNumber());
            case JfrInput.CHARS -> chars(in.intNumber());
            default -> {}
        }
    }

    /// Goes to the content of a text.
    ///
    /// @return its encoding, that of the constant if it is one
    private int open(long position) throws MalformedProfileException {
        if (position == 0) {
            return JfrInput.NULL;
        }
        in.seek((int) position);
        int encoding = (int) in.fixed(1);
        if (encoding == JfrInput.CONSTANT) {
            long constant = constants.texts.firstOf(in.number());
            if (constant == 0) {
                return JfrInput.NULL;
            }
            in.seek((int) constant);
            encoding = (int) in.fixed(1);
        }
        return encoding;
    }

    void add(byte next) {
        reserve(1);
        buffer[size++] = next;
    }

    private void utf8(int length) {
        int from = in.position();
        if (Utf8.isValid(in.bytes(), from, from + length)) {
            reserve(length);
            System.arraycopy(in.bytes(), from, buffer, size, length);
            size += length;
        } else {
            add(new String(in.bytes(), from, length, StandardCharsets.UTF_8));
        }
    }

    private void latin1(int length) {
        add(new String(in.bytes(), in.position(), length, StandardCharsets.ISO_8859_1));
    }

    private void chars(int length) throws MalformedProfileException {
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = (char) (in.isCompressed() ? in.varint() : in.fixed(2));
        }
        add(new String(chars));
    }

    /// Half a surrogate pair becomes a question mark.
    private void add(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, buffer, size, utf8.length);
        size += utf8.length;
    }

    private void reserve(int length) {
        if (buffer.length - size < length) {
            int needed = Math.addExact(size, length);
            buffer =
                    Arrays.copyOf(
                            buffer,
                            (int) Math.max(needed, Math.min(needed * 2L, Integer.MAX_VALUE - 16)));
        }
    }
}
