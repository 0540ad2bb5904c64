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
import dev.hearth.query.AddressNames;
import dev.hearth.query.Cancellation;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.Selection;
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
    private final QuerierMetrics metrics = new QuerierMetrics(meters);
    private final Limits limits;
    private final SomeAtATime oneByOne = new SomeAtATime(1);
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
        this.limits = limits;
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
                        oneByOne,
                        metrics);
    }

    /// Plans until the work succeeds, or fails as it may.
    ///
    /// @param engine looks for copies of profiles
    /// @param selection what is asked for
    public <T> T query(TenantId tenant, QueryEngine engine, Selection selection, Work<T> work)
            throws IOException {
        MissingSources missing = new MissingSources(false);
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(5));
        FanOut fanOut =
                new FanOut(
                        engine,
                        AddressNames.NONE,
                        Remotes.NONE,
                        limits,
                        Duration.ZERO,
                        oneByOne,
                        metrics,
                        (_, task) -> task.run());
        RepeatResolver repeats = new RepeatResolver(fanOut, metrics);
        RepeatResolver.Asked asked = new RepeatResolver.Asked(selection, missing, cancellation);
        return planner.query(
                Tenants.of(tenant),
                missing,
                cancellation,
                plans ->
                        repeats.answer(
                                asked,
                                plans,
                                some -> work.on(PlannedPart.sources(some.getFirst().parts()))));
    }

    /// Queries for which was looked which profiles have copies.
    public double resolutions() {
        return meters.get("hearth.querier.repeats.resolved").counter().count();
    }

    /// Plans that turned out to be stale.
    public double replans() {
        return meters.get("hearth.querier.replans").counter().count();
    }
}
