// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.io.IOException;
import java.util.zip.CRC32C;

/// The checked end of a file: its indexes and its footer.
///
/// @param bytes what was read, the last of the file
/// @param fileOffset where in the file `bytes` begins
/// @param footer where in `bytes` the footer begins
/// @param indexes where in `bytes` the indexes begin
@SuppressWarnings("ArrayRecordComponent") // never compared, lives as long as a footer is read
record FileTail(byte[] bytes, long fileOffset, int indexes, int footer) {

    /// Bytes that are read at first.
    private static final int GUESS = 1 << 16;

    /// Longest end of a file that is believed.
    private static final int MAX_LENGTH = 1 << 28;

    private static final int SHORTEST = 4 + Format.TRAILER + Format.END;

    static FileTail read(RangeReader file, long length) throws IOException {
        if (length < SHORTEST) {
            throw new CorruptParquetException(
                    "file has %d bytes (expected at least %d)".formatted(length, SHORTEST));
        }
        byte[] bytes = last(file, length, Math.min(length, GUESS));
        expect("closing magic", littleEndian(bytes, bytes.length - 4), Format.MAGIC);
        long footerLength = littleEndian(bytes, bytes.length - 8) & 0xffffffffL;
        long needed = Format.END + footerLength + Format.TRAILER;
        if (needed > bytes.length) {
            bytes = last(file, length, needed);
        }
        int trailer = Math.toIntExact(bytes.length - needed);
        expect("trailer magic", littleEndian(bytes, trailer), Format.TAIL_MAGIC);
        long indexLength = littleEndian(bytes, trailer + 4) & 0xffffffffL;
        if (indexLength > trailer) {
            bytes = last(file, length, needed + indexLength);
            trailer = Math.toIntExact(bytes.length - needed);
        }
        int indexes = Math.toIntExact(trailer - indexLength);
        FileTail tail =
                new FileTail(bytes, length - bytes.length, indexes, trailer + Format.TRAILER);
        tail.check(trailer);
        return tail;
    }

    /// End of the indexes in [#bytes].
    int trailer() {
        return footer - Format.TRAILER;
    }

    /// The number of four bytes in [#bytes].
    int number(int offset) {
        return littleEndian(bytes, offset);
    }

    /// The checksum of all but the pages, and of theirs.
    int checksum() {
        return littleEndian(bytes, trailer() + 8);
    }

    /// End of the footer in [#bytes].
    int footerEnd() {
        return bytes.length - Format.END;
    }

    private void check(int trailer) throws CorruptParquetException {
        CRC32C crc = new CRC32C();
        crc.update(bytes, indexes, trailer - indexes);
        crc.update(bytes, footer, bytes.length - 4 - footer);
        expect("checksum of the footer", (int) crc.getValue(), littleEndian(bytes, trailer + 8));
    }

    private static byte[] last(RangeReader file, long length, long count) throws IOException {
        long limit = Math.min(MAX_LENGTH, length - 4);
        if (count > limit && count != length) {
            throw new CorruptParquetException(
                    "footer and indexes have %d bytes (limit %d)".formatted(count, limit));
        }
        return file.read(length - count, (int) count);
    }

    private static int littleEndian(byte[] bytes, int offset) {
        return (bytes[offset] & 0xff)
                | (bytes[offset + 1] & 0xff) << 8
                | (bytes[offset + 2] & 0xff) << 16
                | (bytes[offset + 3] & 0xff) << 24;
    }

    private static void expect(String what, int found, int expected)
            throws CorruptParquetException {
        if (found != expected) {
            throw new CorruptParquetException(
                    "%s is %08x (expected %08x)".formatted(what, found, expected));
        }
    }
}
