// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The rate limits of the tenants that pushed last. Safe for many threads.
///
/// A tenant that [#MAX_TENANTS] others pushed after is forgotten and begins with a full bucket.
final class IngestRates {

    static final int MAX_TENANTS = 10_000;

    /// Room for the labels of a profile of the largest allowed size.
    private static final long LABEL_BYTES = 256 << 10;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TenantId, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    IngestRates(Clock clock) {
        this.clock = clock;
    }

    /// Whether a tenant may push `bytes` now; if so they are counted.
    boolean tryTake(TenantId tenant, long bytes, TenantLimits limits) {
        long rate = limits.ingest().rateBytesPerSecond();
        if (rate <= 0) {
            return true;
        }
        long capacity =
                Math.max(limits.ingest().burstBytes(), limits.profiles().maxBytes() + LABEL_BYTES);
        long now = Nanos.of(clock.instant());
        lock.lock();
        try {
            TokenBucket bucket =
                    buckets.computeIfAbsent(tenant, _ -> new TokenBucket(capacity, now));
            if (buckets.size() > MAX_TENANTS) {
                buckets.remove(buckets.keySet().iterator().next());
            }
            return bucket.tryTake(bytes, rate, capacity, now);
        } finally {
            lock.unlock();
        }
    }
}
