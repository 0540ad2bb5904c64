// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// What one series measured over one interval.
///
/// @param labels the series
/// @param id identity of the profile
/// @param isRetryable whether a second profile with this id is a retry of this one and is dropped;
///   else the id is a random one
/// @param timeNanos start of the interval, nanoseconds since the epoch; 0 if the client gave none
/// @param durationNanos length of the interval, 0 if unknown
/// @param period events between two samples, 0 if unknown
/// @param samples what was measured; the stacks are those of the batch
/// @param isMarked whether a copy of it may be in another partition; never so in a batch, of which
///   all or none are marked by what holds it
public record Profile(
        Labels labels,
        ProfileId id,
        boolean isRetryable,
        long timeNanos,
        long durationNanos,
        long period,
        Samples samples,
        boolean isMarked) {

    /// A profile that is not marked.
    public Profile(
            Labels labels,
            ProfileId id,
            boolean isRetryable,
            long timeNanos,
            long durationNanos,
            long period,
            Samples samples) {
        this(labels, id, isRetryable, timeNanos, durationNanos, period, samples, false);
    }
}
