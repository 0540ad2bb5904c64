// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockMeta;

/// What the index tells of a live block.
///
/// @param minTimeNanos time of the earliest profile, nanoseconds since the epoch
/// @param maxTimeNanos time of the latest profile
/// @param level 1 for blocks made of segments, one more for blocks made of blocks
/// @param bytes bytes of all files
/// @param profiles profiles in it
/// @param samples samples in it
/// @param marked how many of its profiles are marked
/// @param deletionsApplied number of the last deletion that its data went through: those after it
///   hide what they hit of it
/// @param isSkipped whether it is damaged and an operator wants to go on without it: it stays, but
///   neither queries nor merges read it
public record IndexedBlock(
        BlockId id,
        long minTimeNanos,
        long maxTimeNanos,
        int level,
        long bytes,
        long profiles,
        long samples,
        long marked,
        long deletionsApplied,
        boolean isSkipped) {

    /// What the index tells of a block that was just made.
    public static IndexedBlock of(BlockMeta meta) {
        return new IndexedBlock(
                meta.id(),
                meta.minTimeNanos(),
                meta.maxTimeNanos(),
                meta.level(),
                meta.bytes(),
                rows(meta, BlockFile.PROFILES),
                rows(meta, BlockFile.SAMPLES),
                meta.marked(),
                meta.deletionsApplied(),
                false);
    }

    private static long rows(BlockMeta meta, BlockFile file) {
        long rows = 0;
        for (BlockMeta.Service service : meta.services()) {
            rows += service.rows(file).count();
        }
        return rows;
    }

    /// The same block with another number of the last deletion.
    public IndexedBlock withDeletionsApplied(long number) {
        return new IndexedBlock(
                id,
                minTimeNanos,
                maxTimeNanos,
                level,
                bytes,
                profiles,
                samples,
                marked,
                number,
                isSkipped);
    }

    /// The same block, skipped or not.
    public IndexedBlock withSkipped(boolean skipped) {
        return new IndexedBlock(
                id,
                minTimeNanos,
                maxTimeNanos,
                level,
                bytes,
                profiles,
                samples,
                marked,
                deletionsApplied,
                skipped);
    }
}
