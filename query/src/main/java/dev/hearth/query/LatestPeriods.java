// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

/// Takes the periods of the latest profiles.
@FunctionalInterface
public interface LatestPeriods {

    /// Takes the period of a profile, of which no chosen one is later.
    ///
    /// @param timeNanos time of the profile, nanoseconds since the epoch
    /// @param period events between two of its samples, 0 if unknown
    void add(long timeNanos, long period);
}
