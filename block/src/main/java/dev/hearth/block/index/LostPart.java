// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import java.time.Instant;

/// A tenant's part of a damaged segment that was given up on an operator's wish: no block holds its
/// profiles.
///
/// @param object key of the segment
/// @param minTimeNanos time of the earliest profile, nanoseconds since the epoch
/// @param maxTimeNanos time of the latest profile
/// @param givenUpAt when it was given up
public record LostPart(String object, long minTimeNanos, long maxTimeNanos, Instant givenUpAt) {}
