// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.ProtoReader;
import java.nio.ByteBuffer;

/// The first bytes of a chunk.
///
/// @param start where the chunk starts
/// @param end where it ends
/// @param metadata where its metadata event starts
/// @param startNanos when it was begun, nanoseconds since the epoch
/// @param ticksPerSecond how its clock ticks
/// @param isCompressed whether numbers are in compressed form
record ChunkHeader(
        int start,
        int end,
        int metadata,
        long startNanos,
        long ticksPerSecond,
        boolean isCompressed) {

    static final int SIZE = 68;

    private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
    private static final int COMPRESSED = 1;

    /// Reads the header of the chunk that starts at `start`.
    ///
    /// @param limit where the recording ends
    static ChunkHeader read(byte[] body, int start, int limit) throws MalformedProfileException {
        if (limit - start < SIZE) {
            throw ProtoReader.malformed(
                    "a chunk at byte %d has %d bytes (expected at least %d)"
                            .formatted(start, limit - start, SIZE));
        }
        ByteBuffer header = ByteBuffer.wrap(body, start, SIZE).slice();
        if (header.getInt(0) != MAGIC) {
            throw ProtoReader.malformed(
                    "a chunk at byte %d does not start with FLR (expected a JFR recording)"
                            .formatted(start));
        }
        int major = header.getShort(4);
        if (major != 1 && major != 2) {
            throw ProtoReader.malformed(
                    "a chunk at byte %d has version %d (expected 2)".formatted(start, major));
        }
        long size = header.getLong(8);
        if (size < SIZE || size > limit - start) {
            throw ProtoReader.malformed(
                    "a chunk at byte %d says it has %d bytes (expected %d to %d)"
                            .formatted(start, size, SIZE, limit - start));
        }
        long metadata = header.getLong(24);
        if (metadata < SIZE || metadata >= size) {
            throw ProtoReader.malformed(
                    "a chunk at byte %d has its metadata at %d (expected %d to %d)"
                            .formatted(start, metadata, SIZE, size - 1));
        }
        return new ChunkHeader(
                start,
                start + (int) size,
                start + (int) metadata,
                header.getLong(32),
                header.getLong(56),
                (header.getInt(64) & COMPRESSED) != 0);
    }
}
