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

/// What one record of the log holds: a tenant and one of its batches.
///
/// One byte of version (1), one with the length of the tenant, the tenant; the length of the
/// encoded batch as four bytes, lowest first; the encoded batch as one zstd frame. Safe for many
/// threads.
public final class RecordCodec {

    private static final int VERSION = 1;
    private static final int LARGEST_BATCH_BYTES = 1 << 30;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final RecordPacker packer = new RecordPacker();

    /// A codec that keeps nothing yet.
    public RecordCodec() {}

    /// Returns the bytes of a record.
    ///
    /// @throws IllegalArgumentException if the batch is not what its types promise
    public byte[] encode(TenantId tenant, ProfileBatch batch) {
        byte[] name = tenant.value().getBytes(StandardCharsets.US_ASCII);
        byte[] plain = ProfileBatchCodec.encode(batch);
        if (plain.length > LARGEST_BATCH_BYTES) {
            throw new IllegalArgumentException(
                    "batch has %d bytes (limit %d)".formatted(plain.length, LARGEST_BATCH_BYTES));
        }
        int head = 2 + name.length + Integer.BYTES;
        byte[] payload = packer.pack(plain, head);
        payload[0] = VERSION;
        payload[1] = (byte) name.length;
        System.arraycopy(name, 0, payload, 2, name.length);
        INT.set(payload, 2 + name.length, plain.length);
        return payload;
    }

    /// Gives back what is kept for records to come.
    public void release() {
        packer.close();
    }

    /// Reads a record.
    ///
    /// @throws IOException if it is not one that this version can read; the message names its
    ///   position
    public static BatchRecord decode(LogRecord record) throws IOException {
        byte[] payload = record.payload();
        if (payload.length < 2 || payload[0] != VERSION) {
            throw corrupt(
                    record,
                    "has version %s (expected %d)"
                            .formatted(payload.length == 0 ? "none" : payload[0], VERSION));
        }
        int nameLength = Byte.toUnsignedInt(payload[1]);
        int from = 2 + nameLength + Integer.BYTES;
        if (payload.length < from) {
            throw corrupt(
                    record, "has %d bytes (expected at least %d)".formatted(payload.length, from));
        }
        int plainLength = (int) INT.get(payload, 2 + nameLength);
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
                    new TenantId(new String(payload, 2, nameLength, StandardCharsets.US_ASCII));
            return new BatchRecord(
                    record.position(),
                    record.appendMillis(),
                    tenant,
                    ProfileBatchCodec.decode(plain));
        } catch (IOException | ZstdException | IllegalArgumentException e) {
            throw corrupt(record, "cannot be read: " + e.getMessage());
        }
    }

    private static IOException corrupt(LogRecord record, String what) {
        return new IOException("log record at position %d %s".formatted(record.position(), what));
    }
}
