// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

/// A tenant's part of a segment that no block holds yet.
///
/// @param partition the segment's partition
/// @param key key of the segment
/// @param start first position of the segment
/// @param end end of the segment, exclusive
/// @param minTimeNanos time of the earliest profile
/// @param maxTimeNanos time of the latest profile
/// @param bytes bytes of the tenant's files
/// @param marked how many of its profiles are marked
/// @param ageNanos how long it waits already
public record Piece(
        String partition,
        String key,
        long start,
        long end,
        long minTimeNanos,
        long maxTimeNanos,
        long bytes,
        long marked,
        long ageNanos) {}
