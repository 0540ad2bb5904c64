// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

/// What a merge did.
///
/// @param samples samples written, at full resolution
/// @param profiles profiles written
/// @param bytesRead bytes read of inputs; each is read twice, once to check it
/// @param bytesWritten bytes of the new blocks
/// @param durationNanos time it took
public record MergeStats(
        long samples, long profiles, long bytesRead, long bytesWritten, long durationNanos) {}
