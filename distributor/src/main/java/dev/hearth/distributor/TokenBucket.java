// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

/// Lets bytes pass at a rate, and up to `capacity` of them at once. For one thread at a time.
///
/// What costs more than the whole capacity passes a full bucket, which is then in debt.
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    private double tokens;
    private long lastNanos;

    /// A full bucket.
    ///
    /// @param nowNanos any clock that only this bucket's calls share
    TokenBucket(long capacity, long nowNanos) {
        this.tokens = (double) capacity;
        this.lastNanos = nowNanos;
    }

    /// Takes `cost` bytes out, or nothing and returns false.
    ///
    /// @param rate bytes a second
    /// @param capacity bytes that a full bucket holds
    boolean tryTake(long cost, long rate, long capacity, long nowNanos) {
        long elapsed = Math.max(0, nowNanos - lastNanos);
        lastNanos = nowNanos;
        tokens = Math.min((double) capacity, tokens + rate * (elapsed / NANOS_PER_SECOND));
        if (tokens < (double) Math.min(cost, capacity)) {
            return false;
        }
        tokens -= (double) cost;
        return true;
    }
}
