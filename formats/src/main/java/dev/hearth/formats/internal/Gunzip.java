// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Unpacks gzip (RFC 1952), members one after another, and stops at a limit. Keeps its buffer from
/// one call to the next, so it is for one thread.
public final class Gunzip {

    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final Inflater inflater = new Inflater(true);
    private final @Nullable Libdeflate libdeflate;
    private final CRC32 crc = new CRC32();
    private byte[] buffer = new byte[1024];
    private int size;

    /// With the fastest inflation that the system has.
    public Gunzip() {
        this(Libdeflate.open());
    }

    /// @param libdeflate null to inflate with the JDK alone
    Gunzip(@Nullable Libdeflate libdeflate) {
        this.libdeflate = libdeflate;
    }

    /// Whether bytes start like gzip.
    public static boolean isGzip(byte[] body, int offset, int length) {
        return length >= 2 && (body[offset] & 0xff) == 0x1f && (body[offset + 1] & 0xff) == 0x8b;
    }

    /// What the last [#unpack] made, up to [#size].
    public byte[] buffer() {
        return buffer;
    }

    /// Bytes in the buffer.
    public int size() {
        return size;
    }

    /// Gives the buffer back if it is longer than `keep` bytes.
    public void trim(int keep) {
        if (buffer.length > keep) {
            buffer = new byte[1024];
        }
        size = 0;
    }

    /// Unpacks into the buffer.
    ///
    /// @param maxBytes bytes after which it stops and refuses
    public void unpack(byte[] body, int offset, int length, long maxBytes)
            throws MalformedProfileException {
        int end = offset + length;
        int position = offset;
        size = 0;
        reserve(guess(body, end, length, maxBytes));
        do {
            position = member(body, header(body, position, end), end, maxBytes);
        } while (position < end);
    }

    /// The size that the last member says it has, as far as it is credible.
    private static int guess(byte[] body, int end, int length, long maxBytes) {
        long said = length < HEADER + TRAILER ? 0 : little(body, end - 4) & 0xffffffffL;
        long credible = Math.min(length * 16L + 1024, maxBytes) + 1;
        return (int) Math.min(Math.min(said + 1, credible), Integer.MAX_VALUE - 16);
    }

    private int member(byte[] body, int start, int end, long maxBytes)
            throws MalformedProfileException {
        int from = size;
        int trailer = inflateWhole(body, start, end, maxBytes);
        if (trailer < 0 || !isWhole(body, trailer, end, from)) {
            size = from;
            trailer = inflate(body, start, end, maxBytes);
            if (end - trailer < TRAILER) {
                throw truncated();
            }
            if (!isWhole(body, trailer, end, from)) {
                throw ProtoReader.malformed("gzip has a wrong checksum or length in its trailer");
            }
        }
        return trailer + TRAILER;
    }

    /// Whether what was inflated is what a trailer says.
    ///
    /// @param from where it starts in the buffer
    private boolean isWhole(byte[] body, int trailer, int end, int from) {
        if (end - trailer < TRAILER || size - from != little(body, trailer + 4)) {
            return false;
        }
        crc.reset();
        crc.update(buffer, from, size - from);
        return (int) crc.getValue() == little(body, trailer);
    }

    /// Inflates at one go what fits the buffer, which is as long as the payload says.
    ///
    /// @return where the trailer starts; -1 if it has to be done the long way, which also finds the
    ///   words for what is wrong
    private int inflateWhole(byte[] body, int start, int end, long maxBytes) {
        int room = (int) Math.min(buffer.length - size, maxBytes - size);
        if (libdeflate == null || room <= 0 || !Libdeflate.takes(room)) {
            return -1;
        }
        int made = libdeflate.inflate(body, start, end, buffer, size, room);
        if (made < 0) {
            return -1;
        }
        size += made;
        return start + libdeflate.taken();
    }

    private int inflate(byte[] body, int start, int end, long maxBytes)
            throws MalformedProfileException {
        inflater.reset();
        inflater.setInput(body, start, end - start);
        try {
            while (!inflater.finished()) {
                if (size == buffer.length) {
                    reserve(IntColumn.grown(size));
                }
                int count = inflater.inflate(buffer, size, buffer.length - size);
                size += count;
                if (size > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                if (count == 0 && !inflater.finished() && size < buffer.length) {
                    throw truncated();
                }
            }
        } catch (DataFormatException e) {
            throw ProtoReader.malformed("gzip is broken: " + e.getMessage());
        }
        return end - inflater.getRemaining();
    }

    private static int header(byte[] body, int start, int end) throws MalformedProfileException {
        if (end - start < HEADER) {
            throw truncated();
        }
        int flags = body[start + 3] & 0xff;
        if (!isGzip(body, start, end - start) || body[start + 2] != 8 || (flags & RESERVED) != 0) {
            throw ProtoReader.malformed("gzip has a wrong header at byte %d".formatted(start));
        }
        int position = start + HEADER;
        if ((flags & EXTRA) != 0) {
            if (end - position < 2) {
                throw truncated();
            }
            position += 2 + (body[position] & 0xff) + ((body[position + 1] & 0xff) << 8);
        }
        if ((flags & NAME) != 0) {
            position = afterZero(body, position, end);
        }
        if ((flags & COMMENT) != 0) {
            position = afterZero(body, position, end);
        }
        if ((flags & HEADER_CRC) != 0) {
            position += 2;
        }
        if (position > end) {
            throw truncated();
        }
        return position;
    }

    private static int afterZero(byte[] body, int start, int end) throws MalformedProfileException {
        for (int i = start; i < end; i++) {
            if (body[i] == 0) {
                return i + 1;
            }
        }
        throw truncated();
    }

    private void reserve(int capacity) {
        if (capacity > buffer.length) {
            buffer = Arrays.copyOf(buffer, capacity);
        }
    }

    private static int little(byte[] body, int at) {
        return (body[at] & 0xff)
                | (body[at + 1] & 0xff) << 8
                | (body[at + 2] & 0xff) << 16
                | (body[at + 3] & 0xff) << 24;
    }

    private static MalformedProfileException truncated() {
        return ProtoReader.malformed("gzip ends too early");
    }

    /// The exception for a profile over the limit of bytes.
    public static MalformedProfileException tooLarge(long maxBytes) {
        return new MalformedProfileException(
                Reason.PROFILE_SIZE_LIMIT,
                "profile is larger than %d bytes uncompressed (limit %d; to change it, set -validation.max-profile-size-bytes)"
                        .formatted(maxBytes, maxBytes));
    }
}
