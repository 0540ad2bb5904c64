// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log.record;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.hearth.log.LogRecord;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileBatchCodec;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;

/// What one record of the log holds: a tenant and one of its batches.
///
/// One byte of version (1), one of flags (1: marked), one with the length of the tenant, the
/// tenant; the length of the encoded batch as four bytes, lowest first; the encoded batch as one
/// zstd frame. Safe for many threads.
public final class RecordCodec {

    static final int VERSION = 1;
    static final int FLAGS_AT = 1;
    static final int TENANT_LENGTH_AT = 2;
    static final int TENANT_AT = 3;
    static final int LARGEST_BATCH_BYTES = 1 << 30;
    static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int MARKED = 1;

    /// Encoders that are kept for records to come.
    private static final int MOST_KEPT = 4;

    private final ArrayBlockingQueue<RecordEncoder> idle = new ArrayBlockingQueue<>(MOST_KEPT);

    /// A codec that keeps nothing yet.
    public RecordCodec() {}

    /// Returns the bytes of a record.
    ///
    /// @param isMarked whether a copy of the batch may be in another partition
    /// @throws IllegalArgumentException if the batch is not what its types promise
    public byte[] encode(TenantId tenant, ProfileBatch batch, boolean isMarked) {
        RecordEncoder kept = idle.poll();
        RecordEncoder encoder = kept == null ? new RecordEncoder() : kept;
        boolean isKept = false;
        try {
            byte[] payload = encoder.encode(tenant, batch, isMarked ? MARKED : 0);
            isKept = idle.offer(encoder);
            return payload;
        } finally {
            if (!isKept) {
                encoder.close();
            }
        }
    }

    /// Returns a record that holds the same and is marked: for another partition than the one that
    /// may have taken it.
    ///
    /// @param record what [#encode] returned; left as it is
    public static byte[] marked(byte[] record) {
        byte[] copy = record.clone();
        copy[FLAGS_AT] |= MARKED;
        return copy;
    }

    /// Gives back what is kept for records to come.
    public void release() {
        for (RecordEncoder kept = idle.poll(); kept != null; kept = idle.poll()) {
            kept.close();
        }
    }

    /// Reads a record.
    ///
    /// @throws IOException if it is not one that this version can read; the message names its
    ///   position
    public static BatchRecord decode(LogRecord record) throws IOException {
        byte[] payload = record.payload();
        if (payload.length < TENANT_AT || payload[0] != VERSION) {
            throw corrupt(
                    record,
                    "has version %s (expected %d)"
                            .formatted(payload.length == 0 ? "none" : payload[0], VERSION));
        }
        int flags = payload[FLAGS_AT];
        if ((flags & ~MARKED) != 0) {
            throw corrupt(record, "has flags %d (expected at most %d)".formatted(flags, MARKED));
        }
        int nameLength = Byte.toUnsignedInt(payload[TENANT_LENGTH_AT]);
        int from = TENANT_AT + nameLength + Integer.BYTES;
        if (payload.length < from) {
            throw corrupt(
                    record, "has %d bytes (expected at least %d)".formatted(payload.length, from));
        }
        int plainLength = (int) INT.get(payload, TENANT_AT + nameLength);
        if (plainLength < 0 || plainLength > LARGEST_BATCH_BYTES) {
            throw corrupt(
                    record,
                    "has a batch of %d bytes (limit %d)"
                            .formatted(Integer.toUnsignedLong(plainLength), LARGEST_BATCH_BYTES));
        }
        try {
            byte[] plain = new byte[plainLength];
            long length =
                    Zstd.decompressByteArray(
                            plain, 0, plainLength, payload, from, payload.length - from);
            if (Zstd.isError(length) || length != plainLength) {
                throw corrupt(
                        record,
                        "does not unpack to %d bytes (%s)"
                                .formatted(
                                        plainLength,
                                        Zstd.isError(length)
                                                ? Zstd.getErrorName(length)
                                                : length + " bytes"));
            }
            TenantId tenant =
                    new TenantId(
                            new String(payload, TENANT_AT, nameLength, StandardCharsets.US_ASCII));
            return new BatchRecord(
                    record.position(),
                    record.appendMillis(),
                    tenant,
                    ProfileBatchCodec.decode(plain),
                    flags == MARKED);
        } catch (IOException | ZstdException | IllegalArgumentException e) {
            throw corrupt(record, "cannot be read: " + e.getMessage());
        }
    }

    private static IOException corrupt(LogRecord record, String what) {
        return new IOException("log record at position %d %s".formatted(record.position(), what));
    }
}
