// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/// Bytes of version 1 log files; `docs/formats/log-v1.md`.
///
/// All numbers are little-endian. The checksum of a record also covers the partition, so that what
/// a client sends cannot look like a record, and a file of another log is not taken for one of
/// this.
final class LogFormat {

    static final String SUFFIX = ".log";

    /// Length of a file's header.
    static final int HEADER = 60;

    /// Length of what comes before a record's payload.
    static final int FRAME = 28;

    private static final int MAGIC = 0x474f4c48; // "HLOG"
    private static final int VERSION = 1;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] partition;
    private final CRC32C checksum = new CRC32C();
    private final byte[] scratch = new byte[FRAME - 4];

    /// For one thread.
    LogFormat(UUID partition) {
        this.partition =
                ByteBuffer.allocate(16)
                        .putLong(partition.getMostSignificantBits())
                        .putLong(partition.getLeastSignificantBits())
                        .array();
    }

    private static int intAt(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    private static long longAt(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    /// Payload length of the record at `offset`.
    static int length(byte[] bytes, int offset) {
        return intAt(bytes, offset);
    }

    /// Position of the record at `offset`.
    static long position(byte[] bytes, int offset) {
        return longAt(bytes, offset + 8);
    }

    /// Append time of the record at `offset`.
    static long appendMillis(byte[] bytes, int offset) {
        return longAt(bytes, offset + 16);
    }

    /// Records right before that at `offset` that were not durable when it was written.
    static int pending(byte[] bytes, int offset) {
        return intAt(bytes, offset + 24);
    }

    /// The name of the file whose first record is at `first`.
    static String fileName(long first) {
        return "%020d%s".formatted(first, SUFFIX);
    }

    /// What the header of a file says beside its position.
    ///
    /// @param lastAppendMillis append time of the record before the file's first, 0 if none
    /// @param previousFirst first position of the file before, -1 if the file begins afresh:
    ///   nothing before it belongs to the log any more
    /// @param previousSize length of the file before
    record Header(long lastAppendMillis, long previousFirst, long previousSize) {

        static Header fresh(long lastAppendMillis) {
            return new Header(lastAppendMillis, -1, 0);
        }

        boolean isFresh() {
            return previousFirst < 0;
        }
    }

    byte[] header(long first, Header header) {
        byte[] bytes = new byte[HEADER];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).put(partition).putLong(first);
        out.putLong(header.lastAppendMillis);
        out.putLong(header.previousFirst).putLong(header.previousSize);
        out.putInt(headerChecksum(bytes));
        return bytes;
    }

    private int headerChecksum(byte[] header) {
        checksum.reset();
        checksum.update(header, 0, HEADER - 4);
        return (int) checksum.getValue();
    }

    /// Reads the header of a file.
    ///
    /// @param bytes the beginning of the file
    /// @throws CorruptLogException if it is not whole and right
    Header readHeader(Path file, byte[] bytes, long first) throws CorruptLogException {
        if (bytes.length < HEADER) {
            throw new CorruptLogException(
                    file, 0, HEADER + " bytes of header", bytes.length + " bytes");
        }
        if (intAt(bytes, 0) != MAGIC || intAt(bytes, HEADER - 4) != headerChecksum(bytes)) {
            throw new CorruptLogException(file, 0, "a header", "bytes that are none");
        }
        if (intAt(bytes, 4) != VERSION) {
            throw new CorruptLogException(
                    file, 4, "version " + VERSION, "version " + intAt(bytes, 4));
        }
        if (!Arrays.equals(bytes, 8, 24, partition, 0, 16)) {
            throw new CorruptLogException(
                    file, 8, "the partition of the folder", "another partition");
        }
        if (longAt(bytes, 24) != first) {
            throw new CorruptLogException(
                    file, 24, "position " + first, "position " + longAt(bytes, 24));
        }
        return new Header(longAt(bytes, 32), longAt(bytes, 40), longAt(bytes, 48));
    }

    /// Writes a record.
    ///
    /// @param pending records right before this one that are not durable yet
    void putRecord(ByteBuffer to, long position, long appendMillis, int pending, byte[] payload) {
        to.putInt(payload.length)
                .putInt(recordChecksum(position, appendMillis, pending, payload, 0, payload.length))
                .putLong(position)
                .putLong(appendMillis)
                .putInt(pending)
                .put(payload);
    }

    private int recordChecksum(
            long position, long appendMillis, int pending, byte[] source, int offset, int length) {
        INT.set(scratch, 0, length);
        LONG.set(scratch, 4, position);
        LONG.set(scratch, 12, appendMillis);
        INT.set(scratch, 20, pending);
        checksum.reset();
        checksum.update(partition);
        checksum.update(scratch);
        checksum.update(source, offset, length);
        return (int) checksum.getValue();
    }

    /// Whether a record that begins at `offset` is all there, if its length is to be believed.
    static boolean isWhole(byte[] bytes, int offset) {
        return bytes.length - offset >= FRAME
                && length(bytes, offset) >= 0
                && length(bytes, offset) <= bytes.length - offset - FRAME;
    }

    /// Whether the record that begins at `offset` is whole and right, whatever its position.
    boolean isRecord(byte[] bytes, int offset) {
        return isWhole(bytes, offset)
                && intAt(bytes, offset + 4)
                        == recordChecksum(
                                position(bytes, offset),
                                appendMillis(bytes, offset),
                                pending(bytes, offset),
                                bytes,
                                offset + FRAME,
                                length(bytes, offset));
    }
}
