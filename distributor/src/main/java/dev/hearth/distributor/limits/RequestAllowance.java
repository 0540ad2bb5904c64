// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import dev.hearth.model.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/// Lets a number of requests in each period pass for a tenant that may send nothing any more, so
/// that there is a little to see of it.
public final class RequestAllowance {

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final RecentTenants<Period> periods = new RecentTenants<>(Period::new);

    /// @param clock tells when a period is over
    public RequestAllowance(Clock clock) {
        this.clock = clock;
    }

    private static final class Period {

        private long startMillis = Long.MIN_VALUE;
        private long taken;
    }

    /// Whether one more request may pass; if so it is counted.
    ///
    /// @param perPeriod requests in a period; 0 lets none pass
    /// @param period length of a period, which begins with its first request
    public boolean tryTake(TenantId tenant, long perPeriod, Duration period) {
        if (perPeriod <= 0) {
            return false;
        }
        long now = clock.millis();
        lock.lock();
        try {
            Period current = periods.of(tenant);
            boolean isOver =
                    current.startMillis > now
                            || current.startMillis == Long.MIN_VALUE
                            || now - current.startMillis >= period.toMillis();
            if (isOver) {
                current.startMillis = now;
                current.taken = 0;
            }
            if (current.taken >= perPeriod) {
                return false;
            }
            current.taken++;
            return true;
        } finally {
            lock.unlock();
        }
    }
}
