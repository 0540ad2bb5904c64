// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.Limits;
import dev.hearth.config.PlacementLimits;
import dev.hearth.model.TenantId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/// The spread that limits set. One that was first seen of late is not settled: somebody else, or
/// this process before its start, may have sent what is now sent again to another partition.
///
/// Whoever has had no limits in this process is taken to have had none before, so that a start does
/// not make all that is pushed dearer to ask for: limits are taken back while processes run.
public final class LimitedSpreading implements Spreading {

    /// Tenants that are remembered; one that is forgotten counts as changed.
    private static final int MAX_SEEN = 10_000;

    private final Limits limits;
    private final long settlingNanos;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<TenantId, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(PlacementLimits limits, long sinceNanos) {}

    /// @param limits of tenants, asked anew each time
    /// @param settling how long retries are recognised, and some more for limits that not all
    ///   processes read at the same moment
    /// @param nanoTime a clock that nobody sets
    public LimitedSpreading(Limits limits, Duration settling, LongSupplier nanoTime) {
        this.limits = limits;
        this.settlingNanos = settling.toNanos();
        this.nanoTime = nanoTime;
    }

    @Override
    public Spread of(TenantId tenant) {
        PlacementLimits now = limits.of(tenant).placement();
        Seen last = seen.get(tenant);
        if (last == null && now.equals(PlacementLimits.USUAL)) {
            return Spread.USUAL;
        }
        long nanos = nanoTime.getAsLong();
        if (last == null || !last.limits.equals(now)) {
            last = new Seen(now, nanos);
            if (seen.size() >= MAX_SEEN) {
                seen.clear();
            }
            seen.put(tenant, last);
        }
        return new Spread(now.shardSize(), now.spread(), nanos - last.sinceNanos >= settlingNanos);
    }
}
