// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

/// Names what a [Dataset] holds, where that never changes.
///
/// @param name different for any two datasets of any tenants
/// @param minTimeNanos no profile is earlier, nanoseconds since the epoch
/// @param maxTimeNanos no profile is later
public record FixedContent(String name, long minTimeNanos, long maxTimeNanos) {}
