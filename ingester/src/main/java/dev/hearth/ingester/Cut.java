// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

/// A segment that was committed.
///
/// @param start first position
/// @param end end of the range, exclusive
/// @param profiles profiles that were taken in at these positions; fewer are stored where
///   `-distributor.aggregation-window` adds them up
/// @param bytes length of the object
public record Cut(long start, long end, int profiles, long bytes) {}
