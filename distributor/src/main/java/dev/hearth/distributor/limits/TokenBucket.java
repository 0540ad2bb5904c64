// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

/// Lets bytes pass at a rate, and up to `capacity` of them at once. For one thread at a time.
///
/// It is full at first. What costs more than the whole capacity passes a full bucket, which is then
/// in debt.
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    private double tokens;
    private long lastNanos;
    private boolean isUsed;

    /// Takes `cost` bytes out, or nothing and returns false.
    ///
    /// @param rate bytes a second
    /// @param capacity bytes that a full bucket holds
    /// @param nowNanos any clock that only this bucket's calls share
    boolean tryTake(long cost, long rate, long capacity, long nowNanos) {
        if (!isUsed) {
            isUsed = true;
            tokens = (double) capacity;
            lastNanos = nowNanos;
        }
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
