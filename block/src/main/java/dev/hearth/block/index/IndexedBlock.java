// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockId;

/// What the index tells of a live block.
///
/// @param minTimeNanos time of the earliest profile, nanoseconds since the epoch
/// @param maxTimeNanos time of the latest profile
/// @param level 1 for blocks made of segments, one more for blocks made of blocks
/// @param bytes bytes of all files
/// @param profiles profiles in it
/// @param samples samples in it
/// @param deletionsApplied number of the last deletion that its data went through
public record IndexedBlock(
        BlockId id,
        long minTimeNanos,
        long maxTimeNanos,
        int level,
        long bytes,
        long profiles,
        long samples,
        long deletionsApplied) {}
