// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A place in a run of bytes from which numbers and texts are read one after another. Every read
/// beyond the end is a [MalformedDebuginfoException]. For one thread.
public final class ByteCursor {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// Longest text that is read; of a longer one the rest is left out.
    private static final int MAX_TEXT = 1 << 16;

    private final ByteBuffer bytes;
    private final int length;
    private int position;

    /// Starts at the first byte.
    ///
    /// @param bytes what to read, from 0 to its limit, in its byte order; not changed
    public ByteCursor(ByteBuffer bytes) {
        this.bytes = bytes;
        this.length = bytes.limit();
    }

    /// A cursor over nothing.
    public static ByteCursor empty() {
        return new ByteCursor(NOTHING);
    }

    /// Bytes in all.
    public int length() {
        return length;
    }

    /// Where it stands.
    public int position() {
        return position;
    }

    /// Whether the end is reached.
    public boolean isAtEnd() {
        return position >= length;
    }

    /// Another cursor over the same bytes.
    public ByteCursor fork() {
        return new ByteCursor(bytes);
    }

    /// Goes to a place.
    public void seek(long to) throws MalformedDebuginfoException {
        if (to < 0 || to > length) {
            throw new MalformedDebuginfoException(
                    "offset %d lies outside of %d bytes".formatted(to, length));
        }
        position = (int) to;
    }

    /// Leaves bytes out.
    public void skip(long count) throws MalformedDebuginfoException {
        if (count < 0 || count > length - position) {
            throw beyond(count);
        }
        position += (int) count;
    }

    private int take(int count) throws MalformedDebuginfoException {
        int at = position;
        if (count > length - at) {
            throw beyond(count);
        }
        position = at + count;
        return at;
    }

    private MalformedDebuginfoException beyond(long count) {
        return new MalformedDebuginfoException(
                "%d bytes at offset %d lie outside of %d bytes".formatted(count, position, length));
    }

    /// One byte, unsigned.
    public int u8() throws MalformedDebuginfoException {
        return bytes.get(take(1)) & 0xff;
    }

    /// One byte, signed.
    public int s8() throws MalformedDebuginfoException {
        return bytes.get(take(1));
    }

    /// Two bytes, unsigned.
    public int u16() throws MalformedDebuginfoException {
        return bytes.getShort(take(2)) & 0xffff;
    }

    /// Three bytes, unsigned.
    public int u24() throws MalformedDebuginfoException {
        int at = take(3);
        int first = bytes.get(at) & 0xff;
        int middle = bytes.get(at + 1) & 0xff;
        int last = bytes.get(at + 2) & 0xff;
        return bytes.order() == java.nio.ByteOrder.LITTLE_ENDIAN
                ? first | (middle << 8) | (last << 16)
                : last | (middle << 8) | (first << 16);
    }

    /// Four bytes, unsigned.
    public long u32() throws MalformedDebuginfoException {
        return bytes.getInt(take(4)) & 0xffff_ffffL;
    }

    /// Eight bytes.
    public long u64() throws MalformedDebuginfoException {
        return bytes.getLong(take(8));
    }

    /// Four or eight bytes.
    public long word(boolean isLong) throws MalformedDebuginfoException {
        return isLong ? u64() : u32();
    }

    /// A number of 1, 2, 4 or 8 bytes, unsigned.
    public long number(int size) throws MalformedDebuginfoException {
        return switch (size) {
            case 1 -> u8();
            case 2 -> u16();
            case 4 -> u32();
            case 8 -> u64();
            default ->
                    throw new MalformedDebuginfoException(
                            "a number has %d bytes (expected 1, 2, 4 or 8)".formatted(size));
        };
    }

    /// An unsigned LEB128 number; bits beyond the 64th are dropped.
    public long uleb() throws MalformedDebuginfoException {
        long value = 0;
        int shift = 0;
        while (true) {
            int next = bytes.get(take(1));
            if (shift < 64) {
                value |= (next & 0x7fL) << shift;
            }
            if (next >= 0) {
                return value;
            }
            shift += 7;
        }
    }

    /// A signed LEB128 number.
    public long sleb() throws MalformedDebuginfoException {
        long value = 0;
        int shift = 0;
        while (true) {
            int next = bytes.get(take(1));
            if (shift < 64) {
                value |= (next & 0x7fL) << shift;
            }
            shift += 7;
            if (next >= 0) {
                return shift < 64 && (next & 0x40) != 0 ? value | (-1L << shift) : value;
            }
        }
    }

    /// Leaves out a LEB128 number.
    public void skipLeb() throws MalformedDebuginfoException {
        while (bytes.get(take(1)) < 0) {
            // until the last byte of it
        }
    }

    /// Leaves out a text and the zero byte behind it.
    public void skipText() throws MalformedDebuginfoException {
        while (bytes.get(take(1)) != 0) {
            // until the zero byte
        }
    }

    /// A text that ends in a zero byte.
    public String text() throws MalformedDebuginfoException {
        int start = position;
        skipText();
        return text(start, position - 1 - start);
    }

    /// A text at another place, which ends in a zero byte; the position stays. Of a very long one
    /// the rest is left out, and not looked at.
    public String textAt(long at) throws MalformedDebuginfoException {
        return textAt(at, MAX_TEXT);
    }

    /// As [#textAt(long)], with its longest text in bytes.
    String textAt(long at, int maxBytes) throws MalformedDebuginfoException {
        if (at < 0 || at >= length) {
            throw new MalformedDebuginfoException(
                    "text at offset %d lies outside of %d bytes".formatted(at, length));
        }
        int start = (int) at;
        int end = start;
        int last = Math.min(length - start, maxBytes) + start;
        while (end < last && bytes.get(end) != 0) {
            end++;
        }
        return text(start, end - start);
    }

    private String text(int start, int size) {
        byte[] utf8 = new byte[Math.min(size, MAX_TEXT)];
        bytes.get(start, utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /// The next bytes as an array of their own.
    public byte[] bytes(int count) throws MalformedDebuginfoException {
        if (count < 0) {
            throw beyond(count);
        }
        byte[] copy = new byte[Math.min(count, length - position)];
        bytes.get(take(count), copy);
        return copy;
    }

    /// A part as bytes of their own, in the same order; shares the content.
    public ByteBuffer slice(long from, long size) throws MalformedDebuginfoException {
        if (from < 0 || size < 0 || from > length || size > length - from) {
            throw new MalformedDebuginfoException(
                    "%d bytes at offset %d lie outside of %d bytes".formatted(size, from, length));
        }
        return bytes.slice((int) from, (int) size).order(bytes.order());
    }
}
