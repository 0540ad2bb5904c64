// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log.record;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.hearth.model.BatchEncoder;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Makes records one after another: what it takes for that is dear to make (a context of zstd's is
/// half a MiB), so it is kept. For one thread.
final class RecordEncoder {

    private static final int LEVEL = 1;

    /// Bytes of a packed batch beyond which the array is made anew for the next.
    private static final int MOST_KEPT = 1 << 20;

    private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL);
    private final BatchEncoder batches = new BatchEncoder();
    private byte[] packed = new byte[0];

    /// Returns the bytes of a record, as [RecordCodec] says.
    byte[] encode(TenantId tenant, ProfileBatch batch, int flags) {
        byte[] name = tenant.value().getBytes(StandardCharsets.US_ASCII);
        batches.encode(batch);
        int size = batches.size();
        if (size > RecordCodec.LARGEST_BATCH_BYTES) {
            throw new IllegalArgumentException(
                    "batch has %d bytes (limit %d)"
                            .formatted(size, RecordCodec.LARGEST_BATCH_BYTES));
        }
        int sizeAt = RecordCodec.TENANT_AT + name.length;
        int head = sizeAt + Integer.BYTES;
        byte[] record = room(head + Math.toIntExact(Zstd.compressBound(size)));
        record[0] = RecordCodec.VERSION;
        record[RecordCodec.FLAGS_AT] = (byte) flags;
        record[RecordCodec.TENANT_LENGTH_AT] = (byte) name.length;
        System.arraycopy(name, 0, record, RecordCodec.TENANT_AT, name.length);
        RecordCodec.INT.set(record, sizeAt, size);
        int length =
                zstd.compressByteArray(
                        record, head, record.length - head, batches.bytes(), 0, size);
        return Arrays.copyOf(record, head + length);
    }

    private byte[] room(int bytes) {
        if (packed.length >= bytes) {
            return packed;
        }
        byte[] made = new byte[bytes];
        if (bytes <= MOST_KEPT) {
            packed = made;
        }
        return made;
    }

    /// Gives the context back.
    void close() {
        zstd.close();
    }
}
