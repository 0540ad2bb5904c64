// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.model.TenantId;
import java.util.Map;

/// A segment of a chain, with what its footer tells.
///
/// @param key its key in the object store
/// @param start its first position
/// @param end its end, exclusive
/// @param parts what it holds of each tenant
/// @param ageNanos how long this process has known it
record SegmentState(String key, long start, long end, Map<TenantId, Part> parts, long ageNanos) {

    /// Keeps a copy of the map.
    SegmentState {
        parts = Map.copyOf(parts);
    }

    /// A tenant's part.
    ///
    /// @param minTimeNanos time of the earliest profile, nanoseconds since the epoch
    /// @param maxTimeNanos time of the latest profile
    /// @param bytes bytes of its files
    /// @param marked how many profiles are marked
    record Part(long minTimeNanos, long maxTimeNanos, long bytes, long marked) {}
}
