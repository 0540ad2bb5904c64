// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.Samples;
import java.util.Arrays;

/// The samples of a dataset's profiles, about three bytes each, in chunks that are never moved.
///
/// For one writer. [#share] may be handed to readers, who read what was appended before; the bytes
/// of a profile never change. The layout is for memory only and is told at [SampleDecoder].
final class SampleChunks {

    private static final int FIRST_CHUNK_BYTES = 1 << 10;
    private static final int LARGEST_CHUNK_BYTES = 1 << 17;

    private byte[][] chunks = new byte[4][];
    private int chunkCount;
    private int used;
    private long allocatedBytes;

    /// The chunks as they are now, for a reader; entries beyond those of appended profiles are
    /// null.
    byte[][] share() {
        return chunks;
    }

    /// Bytes that the chunks take in memory.
    long allocatedBytes() {
        return allocatedBytes;
    }

    /// Adds the samples of a profile.
    ///
    /// @param stackIds for each stack of the batch its id in the head
    /// @param encoder scratch of the calling thread
    /// @return where they are: chunk number in the upper half, offset in the lower
    long append(Samples samples, int[] stackIds, SampleEncoder encoder) {
        int length = encoder.encode(samples, stackIds);
        if (chunkCount == 0 || length > chunks[chunkCount - 1].length - used) {
            addChunk(length);
        }
        encoder.copyTo(chunks[chunkCount - 1], used);
        long at = (long) (chunkCount - 1) << 32 | used;
        used += length;
        return at;
    }

    private void addChunk(int atLeast) {
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunkCount * 2);
        }
        int usual = Math.clamp(allocatedBytes, FIRST_CHUNK_BYTES, LARGEST_CHUNK_BYTES);
        byte[] chunk = new byte[Math.max(usual, atLeast)];
        chunks[chunkCount++] = chunk;
        used = 0;
        allocatedBytes += chunk.length;
    }
}
