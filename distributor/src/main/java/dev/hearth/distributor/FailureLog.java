// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs that batches could not be made durable: the first time, then at most one line in
/// [#SILENCE_MILLIS], so that a full disk does not also get a full log. Safe for many threads.
final class FailureLog {

    static final long SILENCE_MILLIS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private long silentUntilMillis = Long.MIN_VALUE;
    private long unlogged;

    FailureLog(Clock clock) {
        this.clock = clock;
    }

    /// Notes a failure; returns whether it was logged.
    boolean note(Exception failure) {
        long now = clock.millis();
        long earlier;
        lock.lock();
        try {
            if (now < silentUntilMillis) {
                unlogged++;
                return false;
            }
            silentUntilMillis = now + SILENCE_MILLIS;
            earlier = unlogged;
            unlogged = 0;
        } finally {
            lock.unlock();
        }
        LOG.warn(
                "pushed profiles could not be made durable, clients are told to try again ({} more times since the last line): {}",
                earlier,
                failure.toString());
        return true;
    }
}
