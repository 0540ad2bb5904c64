// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockReader;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.config.Limits;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.Cancellation;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;

/// The read path of one process up to the sources that the engine works on, without any wire. For
/// one query at a time.
@NullMarked
public final class DirectQuerier {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QueryPlanner planner;

    /// Works on the sources of one plan.
    @FunctionalInterface
    public interface Work<T> {

        /// Called again when the plan turns out to be stale.
        T on(List<ProfileSource> sources) throws IOException;
    }

    /// Has read nothing yet.
    public DirectQuerier(
            ObjectStore store,
            Supplier<List<PartitionOwner>> owners,
            Limits limits,
            Duration deletionDelay,
            InstantSource clock,
            LongSupplier nanoTime) {
        BlockCache cache = new BlockCache(1 << 20);
        planner =
                new QueryPlanner(
                        new StoredSegments(store, new SegmentReader(store, cache), nanoTime),
                        new StoredBlocks(
                                new IndexCatalog(store, deletionDelay, nanoTime),
                                new BlockReader(store, cache)),
                        owners,
                        List::of,
                        new Expiry(limits, clock),
                        new EachTenant(2),
                        new QuerierMetrics(meters));
    }

    /// Plans until the work succeeds, or fails as it may.
    public <T> T query(TenantId tenant, Work<T> work) throws IOException {
        return planner.query(
                Tenants.of(tenant),
                new MissingSources(false),
                Cancellation.after(Duration.ofMinutes(5)),
                plans -> work.on(PlannedPart.sources(plans.getFirst().parts())));
    }

    /// Plans that turned out to be stale.
    public double replans() {
        return meters.get("hearth.querier.replans").counter().count();
    }
}
