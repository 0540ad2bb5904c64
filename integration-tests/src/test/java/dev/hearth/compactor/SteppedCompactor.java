// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockCache;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.merge.MergeBounds;
import dev.hearth.compactor.plan.PlanLimits;
import dev.hearth.config.Limits;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;

/// A compactor without a thread: each call does what its thread, or a request, would do next. For
/// one call at a time.
@NullMarked
public final class SteppedCompactor {

    /// How long after it stopped counting anything is deleted.
    public static final Duration DELETION_DELAY = Duration.ofMinutes(30);

    /// How long a block may be in the making.
    public static final Duration PENDING_TIMEOUT = Duration.ofMinutes(45);

    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    private final Compactor compactor;
    private final DeletionRequests deletions;

    /// Has read nothing yet.
    public SteppedCompactor(
            ObjectStore store,
            Limits limits,
            Flush flush,
            Duration retryWindow,
            Path scratch,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random) {
        CompactorConfig config =
                new CompactorConfig(
                        new PlanLimits(
                                List.of(2 * HOUR_NANOS, 6 * HOUR_NANOS),
                                Duration.ofMinutes(3).toNanos(),
                                3,
                                6,
                                1L << 30,
                                MergeBounds.MAX_SAMPLES),
                        MergeBounds.DEFAULTS,
                        Duration.ZERO,
                        DELETION_DELAY,
                        PENDING_TIMEOUT,
                        retryWindow,
                        scratch);
        IndexCatalog indexes = new IndexCatalog(store, DELETION_DELAY, nanoTime);
        compactor =
                new Compactor(
                        config,
                        limits,
                        store,
                        indexes,
                        new SegmentReader(store, new BlockCache(1 << 20)),
                        new CompactorMetrics(new SimpleMeterRegistry()),
                        clock,
                        nanoTime,
                        random);
        deletions = new DeletionRequests(store, indexes, compactor.chains(), flush, clock, random);
    }

    /// Does what is due, or everything.
    ///
    /// @return what it did
    public String run(boolean force) throws IOException {
        return compactor.run(force).toString();
    }

    /// Returns once no query sees the profiles any more that were there before the call.
    public void delete(TenantId tenant, String selector, long startNanos, long endNanos)
            throws IOException {
        deletions.delete(tenant, selector, startNanos, endNanos);
    }

    /// As [#delete], for all that a tenant has.
    public void deleteTenant(TenantId tenant) throws IOException {
        deletions.deleteTenant(tenant);
    }
}
