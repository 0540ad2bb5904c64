// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The rate limits of the tenants that pushed last. Safe for many threads.
///
/// A tenant that 10,000 others pushed after is forgotten and begins with a full bucket. A change of
/// its limits counts from the next push on: what it has spent stays spent, and a smaller bucket
/// loses what it cannot hold.
public final class IngestRates {

    /// Room for the labels of a profile of the largest allowed size.
    private static final long LABEL_BYTES = 256 << 10;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final RecentTenants<TokenBucket> buckets = new RecentTenants<>(TokenBucket::new);

    /// @param clock fills the buckets
    public IngestRates(Clock clock) {
        this.clock = clock;
    }

    /// Whether a tenant may push `bytes` now; if so they are counted.
    public boolean tryTake(TenantId tenant, long bytes, TenantLimits limits) {
        long rate = limits.ingest().rateBytesPerSecond();
        if (rate <= 0) {
            return true;
        }
        long capacity =
                Math.max(limits.ingest().burstBytes(), limits.profiles().maxBytes() + LABEL_BYTES);
        long now = TimeUnit.MILLISECONDS.toNanos(clock.millis());
        lock.lock();
        try {
            return buckets.of(tenant).tryTake(bytes, rate, capacity, now);
        } finally {
            lock.unlock();
        }
    }
}
