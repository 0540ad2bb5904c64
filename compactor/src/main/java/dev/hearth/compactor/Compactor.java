// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.merge.BlockMerger;
import dev.hearth.block.merge.CopyFinder;
import dev.hearth.block.merge.TimeHistogram;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.compactor.plan.Planner;
import dev.hearth.compactor.plan.Windows;
import dev.hearth.config.Limits;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what is due for all tenants: makes blocks, applies retention and deletions, raises floors,
/// deletes. One run at a time; safe for many threads.
final class Compactor {

    private static final Logger LOGGER = LoggerFactory.getLogger(Compactor.class);

    /// Jobs of one tenant in one run, before the next tenant gets its turn.
    private static final int JOBS_OF_A_TURN = 16;

    private final CompactorConfig config;
    private final Limits limits;
    private final IndexCatalog indexes;
    private final ChainCatalog chains;
    private final Ages ages;
    private final FloorRaiser floors;
    private final GivenUpMarks givenUp;
    private final Guard guard;
    private final StoreCleaner cleaner;
    private final Planner planner;
    private final MergeInputs inputs;
    private final JobRunner runner;
    private final CompactorMetrics metrics;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Predicate<TenantId> share;
    private final Map<TenantId, TenantCompactor> tenants = new HashMap<>();
    private final ReentrantLock running = new ReentrantLock();
    private boolean isCleaned;
    private long cleanedNanoTime;
    private volatile boolean isClosed;
    private volatile @Nullable RunProgress progress;

    /// @param limits how long profiles are kept
    /// @param indexes the indexes of all tenants in the store
    /// @param reader reads segments of the store; caches footers
    /// @param clock the time, for what people read, and for retention
    /// @param nanoTime a clock that nobody sets
    Compactor(
            CompactorConfig config,
            Limits limits,
            ObjectStore store,
            IndexCatalog indexes,
            SegmentReader reader,
            CompactorMetrics metrics,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this(config, limits, store, indexes, reader, metrics, clock, nanoTime, random, _ -> true);
    }

    /// @param share whether a tenant's blocks are to be made here, as of now; only to save work:
    ///   whoever makes them, the index decides. Floors are raised and what lies below them is
    ///   deleted for all
    Compactor(
            CompactorConfig config,
            Limits limits,
            ObjectStore store,
            IndexCatalog indexes,
            SegmentReader reader,
            CompactorMetrics metrics,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            Predicate<TenantId> share) {
        this.share = share;
        this.config = config;
        this.limits = limits;
        this.indexes = indexes;
        this.metrics = metrics;
        this.clock = clock;
        this.nanoTime = nanoTime;
        ages = new Ages(nanoTime);
        chains = new ChainCatalog(store, reader, ages);
        floors = new FloorRaiser(reader, config.retryWindow());
        givenUp = new GivenUpMarks(store);
        guard = new Guard(metrics, () -> isClosed);
        DebugFileCleaner debugFiles =
                new DebugFileCleaner(store, config.pendingTimeout(), ages, () -> isClosed);
        cleaner =
                new StoreCleaner(
                        new SegmentCleaner(store, chains, config.deletionDelay(), ages),
                        debugFiles,
                        new TenantCleaner(store, config, ages, debugFiles, givenUp, clock, metrics),
                        indexes,
                        guard,
                        metrics);
        planner = new Planner(config.plan());
        inputs =
                new MergeInputs(
                        store,
                        new TimeHistogram(store, reader),
                        new CopyFinder(store, reader),
                        new Windows(config.plan()));
        runner =
                new JobRunner(
                        new BlockMerger(store, reader, config.scratch(), config.bounds()),
                        new BlockRemover(store),
                        clock,
                        random);
    }

    ChainCatalog chains() {
        return chains;
    }

    /// For each partition up to where its segments are deleted, as far as this process knows.
    Map<String, Long> cleaned() {
        return cleaner.cleaned();
    }

    /// Ends a run after the job that it is at, and lets no other begin.
    void close() {
        isClosed = true;
    }

    /// How far the run is that is under way; null if none is.
    @Nullable RunProgress progress() {
        return progress;
    }

    /// Has a block of a tenant skipped from now on, or read again.
    ///
    /// @throws StaleIndexException if the block is not live
    void skip(TenantId tenant, BlockId block, boolean isSkipped)
            throws IOException, StaleIndexException {
        IndexStore index = indexes.index(tenant);
        index.update(before -> before.skip(block, isSkipped));
        givenUp.follow(index, _ -> false);
        LOGGER.warn(
                "block {} of tenant {} is {}",
                block,
                tenant,
                isSkipped ? "skipped from now on" : "not skipped any more");
    }

    /// Does what is due. Waits for a run that is under way.
    ///
    /// @param force whether what is not due yet is done too: everything into the largest blocks,
    ///   and what does not count any more is deleted at once
    /// @throws IOException if the store fails; what failed for some tenants only is logged and
    ///   counted
    RunReport run(boolean force) throws IOException {
        return run(Wish.of(force), () -> {});
    }

    /// As above.
    ///
    /// @param began is told once it has its turn
    RunReport run(Wish wish, Runnable began) throws IOException {
        running.lock();
        try {
            began.run();
            long started = nanoTime.getAsLong();
            RunReport report = new RunReport();
            RunProgress now = new RunProgress(wish.force(), report, clock);
            progress = now;
            runLocked(wish, now);
            long took = nanoTime.getAsLong() - started;
            metrics.ran(took);
            if (report.isSomething()) {
                LOGGER.info(
                        "{} took {} ms: {}",
                        wish.force() ? "forced run" : "run",
                        TimeUnit.NANOSECONDS.toMillis(took),
                        report);
            }
            if (report.get(Count.FAILURES) == 0) {
                metrics.succeeded(clock.instant().getEpochSecond());
            }
            return report;
        } catch (IOException e) {
            metrics.failed();
            throw e;
        } finally {
            progress = null;
            running.unlock();
        }
    }

    private void runLocked(Wish wish, RunProgress now) throws IOException {
        RunReport report = now.report();
        List<PartitionState> partitions = chains.read(() -> guard.failed(report));
        SortedSet<TenantId> all = new TreeSet<>(indexes.tenants());
        for (PartitionState partition : partitions) {
            partition.segments().forEach(segment -> all.addAll(segment.parts().keySet()));
        }
        tenants.keySet().retainAll(all);
        SortedSet<TenantId> own = own(all, wish);
        compact(partitions, own, wish, now);
        Map<TenantId, TenantIndex> newest = finishDeletions(partitions, all, own, now);
        if (isClosed) {
            return;
        }
        Map<String, Long> raised = raise(partitions, newest, wish.force(), report);
        show(partitions, newest);
        if (wish.force() || wish.skipping() != null || !isCleaned || isCleanupDue()) {
            now.begin(RunProgress.Phase.CLEANING, own.size());
            cleaner.clean(
                    new StoreCleaner.Seen(partitions, raised),
                    own,
                    tenant -> isOwn(tenant, wish),
                    wish.force(),
                    now);
            isCleaned = true;
            cleanedNanoTime = nanoTime.getAsLong();
            ages.sweep();
        }
    }

    private void compact(
            List<PartitionState> partitions, SortedSet<TenantId> own, Wish wish, RunProgress now) {
        boolean force = wish.force();
        now.begin(RunProgress.Phase.COMPACTING, own.size());
        for (TenantId tenant : own) {
            TenantCompactor.Run run =
                    new TenantCompactor.Run(
                            partitions,
                            limits.of(tenant).retention(),
                            force,
                            wish.skips(tenant),
                            force ? Integer.MAX_VALUE : JOBS_OF_A_TURN,
                            () -> !isClosed,
                            now);
            guard.run(tenant, now.report(), () -> tenant(tenant).run(run));
            now.tenantDone();
        }
    }

    /// @return the newest index of each tenant whose index can be read
    private Map<TenantId, TenantIndex> finishDeletions(
            List<PartitionState> partitions,
            SortedSet<TenantId> all,
            SortedSet<TenantId> own,
            RunProgress now) {
        now.begin(RunProgress.Phase.RAISING_FLOORS, all.size());
        Map<String, Long> floorsBefore = new HashMap<>();
        partitions.forEach(each -> floorsBefore.put(each.partition(), each.floor()));
        Map<TenantId, TenantIndex> newest = new HashMap<>();
        for (TenantId tenant : all) {
            guard.run(
                    tenant,
                    now.report(),
                    () -> {
                        if (own.contains(tenant)) {
                            tenant(tenant).finishDeletions(floorsBefore, now.report());
                        }
                        newest.put(tenant, tenant(tenant).newest());
                    });
            now.tenantDone();
        }
        return newest;
    }

    /// The tenants that this process sees to: all of them if somebody asks for it.
    private SortedSet<TenantId> own(SortedSet<TenantId> all, Wish wish) {
        SortedSet<TenantId> own = new TreeSet<>(all);
        own.removeIf(tenant -> !isOwn(tenant, wish));
        return own;
    }

    private boolean isOwn(TenantId tenant, Wish wish) {
        return wish.force() || wish.skips(tenant) || share.test(tenant);
    }

    private boolean isCleanupDue() {
        return nanoTime.getAsLong() - cleanedNanoTime >= config.cleanupInterval().toNanos();
    }

    private TenantCompactor tenant(TenantId tenant) {
        return tenants.computeIfAbsent(
                tenant,
                t ->
                        new TenantCompactor(
                                indexes.index(t), planner, inputs, runner, metrics, clock));
    }

    private Map<String, Long> raise(
            List<PartitionState> partitions,
            Map<TenantId, TenantIndex> newest,
            boolean force,
            RunReport report) {
        Map<String, Long> raised = new HashMap<>();
        floors.retain(partitions);
        for (PartitionState partition : partitions) {
            raised.put(partition.partition(), partition.floor());
            try {
                long floor = floors.raise(partition, newest, clock.millis(), force);
                report.add(Count.FLOORS_RAISED, floor > partition.floor() ? 1 : 0);
                raised.put(partition.partition(), floor);
            } catch (IOException e) {
                LOGGER.warn("floor of partition {} was not raised", partition.partition(), e);
                guard.failed(report);
            }
        }
        return raised;
    }

    private void show(List<PartitionState> partitions, Map<TenantId, TenantIndex> newest) {
        long segments = 0;
        long bytes = 0;
        long age = 0;
        for (PartitionState partition : partitions) {
            for (SegmentState segment : partition.segments()) {
                boolean isWaiting = false;
                for (Map.Entry<TenantId, SegmentState.Part> part : segment.parts().entrySet()) {
                    TenantIndex index = newest.get(part.getKey());
                    if (index == null || index.covered(partition.partition()) < segment.end()) {
                        isWaiting = true;
                        bytes += part.getValue().bytes();
                    }
                }
                segments += isWaiting ? 1 : 0;
                age = isWaiting ? Math.max(age, ages.of(segment.key())) : age;
            }
        }
        metrics.backlog(segments, bytes, age);
        metrics.openDeletions(
                newest.values().stream()
                        .flatMap(index -> index.deletions().values().stream())
                        .filter((Deletion deletion) -> !deletion.isFinished())
                        .count());
    }
}
