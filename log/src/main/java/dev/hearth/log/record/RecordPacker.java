// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log.record;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;

/// Packs bytes with zstd. A context of zstd's is half a MiB that is dear to make, so some are kept
/// for the next to come. Safe for many threads.
final class RecordPacker {

    private static final int LEVEL = 1;
    private static final int MOST_KEPT = 4;

    private final ArrayBlockingQueue<ZstdCompressCtx> idle = new ArrayBlockingQueue<>(MOST_KEPT);

    /// Returns `head` bytes for the caller to fill and behind them one zstd frame.
    byte[] pack(byte[] plain, int head) {
        ZstdCompressCtx kept = idle.poll();
        ZstdCompressCtx context = kept == null ? new ZstdCompressCtx().setLevel(LEVEL) : kept;
        boolean isKept = false;
        try {
            byte[] packed = new byte[head + Math.toIntExact(Zstd.compressBound(plain.length))];
            int length =
                    context.compressByteArray(
                            packed, head, packed.length - head, plain, 0, plain.length);
            isKept = idle.offer(context);
            return Arrays.copyOf(packed, head + length);
        } finally {
            if (!isKept) {
                context.close();
            }
        }
    }

    /// Lets go of the contexts that are kept.
    void close() {
        for (ZstdCompressCtx context = idle.poll(); context != null; context = idle.poll()) {
            context.close();
        }
    }
}
