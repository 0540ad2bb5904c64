// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

/// Longer and longer waits between tries, from one second to half a minute. For one thread.
final class Backoff {

    private static final long FIRST_MILLIS = 1000;
    static final long LONGEST_MILLIS = 30_000;

    private long nextMillis = FIRST_MILLIS;

    /// The wait before the next try.
    long nextMillis() {
        long now = nextMillis;
        nextMillis = Math.min(2 * now, LONGEST_MILLIS);
        return now;
    }

    /// A try succeeded.
    void reset() {
        nextMillis = FIRST_MILLIS;
    }
}
