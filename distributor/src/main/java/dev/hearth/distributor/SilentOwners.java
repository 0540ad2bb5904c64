// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Who did not answer in time of late, so that not every push waits for him. After a while one push
/// tries him again, the others still do not. Safe for many threads.
final class SilentOwners {

    private final long retryNanos;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();

    /// When each is tried again.
    private final Map<String, Long> retryAt = new HashMap<>();

    /// @param retryAfter how long one who was silent is left alone
    SilentOwners(Duration retryAfter, LongSupplier nanoTime) {
        this.retryNanos = retryAfter.toNanos();
        this.nanoTime = nanoTime;
    }

    /// Whether he is to be left alone. One who asks when the time has come is to try.
    boolean isSilent(String address) {
        lock.lock();
        try {
            Long at = retryAt.get(address);
            if (at == null) {
                return false;
            }
            if (nanoTime.getAsLong() - at < 0) {
                return true;
            }
            retryAt.put(address, nanoTime.getAsLong() + retryNanos);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// He did not answer in time.
    void wasSilent(String address) {
        lock.lock();
        try {
            retryAt.put(address, nanoTime.getAsLong() + retryNanos);
        } finally {
            lock.unlock();
        }
    }

    /// He answered, whatever it was.
    void answered(String address) {
        lock.lock();
        try {
            retryAt.remove(address);
        } finally {
            lock.unlock();
        }
    }
}
