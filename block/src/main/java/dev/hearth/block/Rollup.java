// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

/// Sums over buckets of time, the longest first.
enum Rollup {
    /// A day.
    DAY(BlockFile.BUCKETS_1D, BlockFile.SAMPLES_1D, 86_400),
    /// An hour.
    HOUR(BlockFile.BUCKETS_1H, BlockFile.SAMPLES_1H, 3_600),
    /// Five minutes.
    FIVE_MINUTES(BlockFile.BUCKETS_5M, BlockFile.SAMPLES_5M, 300);

    /// A row for each series and bucket.
    final BlockFile buckets;

    /// The sums by stack.
    final BlockFile samples;

    /// Length of a bucket.
    final long nanos;

    Rollup(BlockFile buckets, BlockFile samples, long seconds) {
        this.buckets = buckets;
        this.samples = samples;
        this.nanos = seconds * 1_000_000_000L;
    }

    /// Start of the bucket that a time lies in.
    long floor(long timeNanos) {
        return timeNanos - Math.floorMod(timeNanos, nanos);
    }
}
