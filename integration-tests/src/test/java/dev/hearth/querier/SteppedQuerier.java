// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockReader;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.config.Limits;
import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.AddressNames;
import dev.hearth.query.Cancellation;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.Question;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.Selection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;

/// The read path of a process that owns no partition: it asks others for what is not yet stored, by
/// nobody else at the same time. For one query at a time.
@NullMarked
public final class SteppedQuerier {

    /// Nobody waits by the clock: who is late is said by chance.
    private static final Duration LONG = Duration.ofMinutes(5);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QueryPlanner planner;
    private final FanOut fanOut;
    private final RepeatResolver repeats;
    private final SteppedCarriers carriers;

    /// What was found.
    ///
    /// @param missing how many parts could not be read
    public record Answer(CallTreeBuilder tree, int missing) {}

    /// Has read nothing yet.
    ///
    /// @param owners as [Remotes#owners]
    /// @param known adds the partitions that the ring knows
    /// @param deletionDelay how long objects stay that nobody names any more
    /// @param nanoTime a clock that nobody sets
    /// @param random says in which order others are asked, and who is late
    public SteppedQuerier(
            ObjectStore store,
            QueryEngine engine,
            Supplier<List<RemoteOwner>> owners,
            UnaryOperator<SegmentCatalog> known,
            Limits limits,
            Duration deletionDelay,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random) {
        QuerierMetrics metrics = new QuerierMetrics(meters);
        BlockCache cache = new BlockCache(1 << 20);
        carriers = new SteppedCarriers(random);
        SomeAtATime oneByOne = new SomeAtATime(1);
        planner =
                new QueryPlanner(
                        known.apply(
                                new StoredSegments(
                                        store, new SegmentReader(store, cache), nanoTime)),
                        new StoredBlocks(
                                new IndexCatalog(store, deletionDelay, nanoTime),
                                new BlockReader(store, cache)),
                        List::of,
                        owners,
                        new Expiry(limits, clock),
                        oneByOne,
                        metrics);
        fanOut =
                new FanOut(
                        engine,
                        AddressNames.NONE,
                        Remotes.NONE,
                        limits,
                        LONG,
                        oneByOne,
                        metrics,
                        carriers);
        repeats = new RepeatResolver(fanOut, metrics);
    }

    /// The tree of functions.
    ///
    /// @param mayLack whether something may be missing
    /// @throws IOException if it cannot be had
    public Answer tree(TenantId tenant, Selection selection, boolean mayLack) throws IOException {
        MissingSources missing = new MissingSources(mayLack);
        try {
            return new Answer(tree(tenant, selection, missing), missing.count());
        } finally {
            carriers.end();
        }
    }

    private CallTreeBuilder tree(TenantId tenant, Selection selection, MissingSources missing)
            throws IOException {
        Cancellation cancellation = Cancellation.after(LONG);
        Tenants tenants = Tenants.of(tenant);
        return planner.query(
                tenants,
                missing,
                cancellation,
                plans ->
                        repeats.answer(
                                new RepeatResolver.Asked(selection, missing, cancellation),
                                plans,
                                some ->
                                        fanOut.answer(
                                                tenants,
                                                some,
                                                new Question.Tree(selection),
                                                missing,
                                                cancellation)));
    }

    /// Queries for which was looked which profiles have copies.
    public double resolutions() {
        return meters.get("hearth.querier.repeats.resolved").counter().count();
    }
}
