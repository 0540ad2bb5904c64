// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

/// Finds rows by series and time, and the samples that belong to them: profiles, or buckets.
interface SampleIndex {

    /// The first row of a series that is not before a time.
    int first(int series, long startNanos);

    /// The row behind the last of a series that is not after a time.
    int end(int series, long endNanos);

    /// The first sample of a row, or behind the last row the end of its samples.
    int firstSample(int row);
}
