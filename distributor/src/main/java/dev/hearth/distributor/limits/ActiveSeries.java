// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Counts the series of the tenants in this process. A series is active until it was idle for a
/// while; after a start all begin anew.
///
/// Keeps 24 to 48 bytes for each active series, never more series than the limit, and forgets
/// tenants that 10,000 others came after. Series are told apart by a 64-bit hash.
public final class ActiveSeries implements SeriesLimiter {

    /// How long a series counts after its last profile.
    public static final Duration IDLE = Duration.ofMinutes(20);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final RecentTenants<SeriesTable> tables = new RecentTenants<>(SeriesTable::new);

    /// @param clock tells how long a series is idle
    public ActiveSeries(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean[] admit(TenantId tenant, List<Labels> series, int limit) {
        int now = seconds();
        boolean[] admitted = new boolean[series.size()];
        long[] keys = new long[admitted.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(series.get(i));
        }
        lock.lock();
        try {
            SeriesTable table = tables.of(tenant);
            for (int i = 0; i < keys.length; i++) {
                admitted[i] = table.admit(keys[i], now, limit);
            }
        } finally {
            lock.unlock();
        }
        return admitted;
    }

    @Override
    public int active(TenantId tenant) {
        lock.lock();
        try {
            SeriesTable table = tables.of(tenant);
            table.expire(seconds());
            return table.size();
        } finally {
            lock.unlock();
        }
    }

    /// Series of all tenants that are remembered, some of which may have become idle.
    public long remembered() {
        lock.lock();
        try {
            long sum = 0;
            for (SeriesTable table : tables.all()) {
                sum += table.size();
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }

    private int seconds() {
        return (int) (clock.millis() / 1000);
    }

    private static long key(Labels series) {
        HashStream64 hash = Hashing.xxh3_64().hashStream();
        for (int i = 0; i < series.size(); i++) {
            hash.putString(series.name(i)).putString(series.value(i));
        }
        return hash.putInt(series.size()).getAsLong();
    }
}
