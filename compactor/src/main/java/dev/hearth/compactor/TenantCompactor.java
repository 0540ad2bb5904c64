// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.index.BlockChange;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.compactor.JobRunner.Order;
import dev.hearth.compactor.MergeInputs.Moment;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.compactor.plan.DueDeletion;
import dev.hearth.compactor.plan.Job;
import dev.hearth.compactor.plan.Planner;
import dev.hearth.compactor.plan.TenantState;
import dev.hearth.config.RetentionLimits;
import dev.hearth.config.RetentionRules;
import dev.hearth.objectstore.NoSuchObjectException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does for one tenant what is due, job after job. For one thread at a time.
final class TenantCompactor {

    private static final Logger LOGGER = LoggerFactory.getLogger(TenantCompactor.class);

    /// How long a block counts as looked at for what is too old in it.
    private static final Duration SETTLED = Duration.ofHours(12);

    /// Jobs that are begun anew in a row, before others get their turn.
    private static final int STALE_JOBS = 5;

    private final IndexStore index;
    private final Planner planner;
    private final MergeInputs inputs;
    private final JobRunner runner;
    private final CompactorMetrics metrics;
    private final InstantSource clock;
    private final Map<BlockId, Instant> settled = new HashMap<>();
    private final RecentFailures failures = new RecentFailures();
    private RetentionLimits retention = RetentionLimits.FOR_EVER;

    TenantCompactor(
            IndexStore index,
            Planner planner,
            MergeInputs inputs,
            JobRunner runner,
            CompactorMetrics metrics,
            InstantSource clock) {
        this.index = index;
        this.planner = planner;
        this.inputs = inputs;
        this.runner = runner;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// One run over a tenant.
    ///
    /// @param partitions chains that were read before the call
    /// @param limits how long the tenant's profiles are kept
    /// @param mayGoOn asked before each job
    record Run(
            List<PartitionState> partitions,
            RetentionLimits limits,
            boolean force,
            int jobs,
            BooleanSupplier mayGoOn,
            RunReport report) {}

    /// Does what is due.
    ///
    /// @throws IOException if the index cannot be read or changed
    void run(Run run) throws IOException {
        if (!run.limits().equals(retention)) {
            retention = run.limits();
            settled.clear();
        }
        RetentionRules rules = new RetentionRules(retention);
        boolean isCutOff = false;
        if (run.force()) {
            failures.clear();
            settled.clear();
        }
        int stale = 0;
        for (int i = 0; i < run.jobs() && stale < STALE_JOBS && run.mayGoOn().getAsBoolean(); i++) {
            TenantIndex now = index.refresh().index();
            if (now.isEnded()) {
                return; // the cleaner removes it first
            }
            Instant time = clock.instant();
            TenantState state = state(now, run, rules, time, isCutOff);
            Job job = planner.next(state, run.force());
            if (job == null) {
                return;
            }
            String kind = job.getClass().getSimpleName();
            try {
                Moment moment = new Moment(rules.hidden(time), state.nowNanos(), run.force());
                perform(now, job, moment, rules, run);
                metrics.job(job, CompactorMetrics.Result.DONE);
                stale = 0;
            } catch (StaleIndexException | NoSuchObjectException e) {
                LOGGER.info("{} of tenant {} begins anew: {}", kind, now.tenant(), e.getMessage());
                metrics.job(job, CompactorMetrics.Result.STALE);
                run.report().add(Count.JOBS_STALE);
                stale++;
                if (job instanceof Job.Segments && e instanceof NoSuchObjectException) {
                    isCutOff = true; // the chains are older than the floor
                }
            } catch (IOException e) {
                LOGGER.warn("{} of tenant {} failed", kind, now.tenant(), e);
                metrics.job(job, CompactorMetrics.Result.FAILED);
                run.report().add(Count.FAILURES);
                failures.note(job, time);
            }
        }
    }

    private TenantState state(
            TenantIndex now, Run run, RetentionRules rules, Instant time, boolean isCutOff) {
        failures.expire(time);
        settled.keySet().retainAll(now.live().keySet());
        settled.values().removeIf(since -> since.isAfter(time) || isOver(since, time));
        List<DueDeletion> deletions = new ArrayList<>();
        for (Deletion deletion : now.deletions().values()) {
            if (!deletion.isFinished()) {
                deletions.add(
                        new DueDeletion(
                                deletion.number(),
                                deletion.whole(),
                                deletion.startNanos(),
                                deletion.endNanos(),
                                deletion.positions()));
            }
        }
        return new TenantState(
                now.live().values().stream().filter(block -> !failures.has(block.id())).toList(),
                isCutOff || failures.hasSegments()
                        ? List.of()
                        : run.partitions().stream()
                                .map(each ->
                                        each.waiting(now.tenant(), now.covered(each.partition())))
                                .toList(),
                deletions,
                rules.earliestCutoffNanos(time),
                rules.latestCutoffNanos(time),
                settled.keySet(),
                nanos(time));
    }

    private static boolean isOver(Instant since, Instant now) {
        return since.plus(SETTLED).isBefore(now);
    }

    static long nanos(Instant time) {
        return Math.addExact(
                Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), (long) time.getNano());
    }

    private void perform(TenantIndex now, Job job, Moment moment, RetentionRules rules, Run run)
            throws IOException, StaleIndexException {
        switch (job) {
            case Job.Drop(List<BlockId> blocks) -> drop(now, blocks, run);
            case Job.Segments segments -> {
                MergeJob merge = inputs.segments(now, segments, moment);
                execute(new Order(merge, new TreeSet<>(), () -> ranges(segments, run)), run);
                run.report().add(Count.SEGMENTS_COMPACTED, segments.pieces().size());
            }
            case Job.Merge(List<IndexedBlock> blocks) -> rewrite(now, blocks, moment, run);
            case Job.ApplyDeletions(IndexedBlock block) -> {
                if (inputs.isHit(now, block)) {
                    rewrite(now, List.of(block), moment, run);
                } else {
                    index.update(
                            before -> before.passOver(List.of(block.id()), now.lastDeletion()));
                }
            }
            case Job.ApplyRetention(IndexedBlock block) -> {
                Instant worthwhile = worthwhile(run.force());
                if (inputs.holds(now, block, rules.hidden(worthwhile))) {
                    rewrite(now, List.of(block), moment, run);
                } else {
                    settled.put(block.id(), clock.instant());
                }
            }
        }
    }

    private Instant worthwhile(boolean force) {
        return force ? clock.instant() : clock.instant().minus(Duration.ofDays(1));
    }

    private void drop(TenantIndex now, List<BlockId> blocks, Run run)
            throws IOException, StaleIndexException {
        MergeJob nothing =
                new MergeJob(
                        now.tenant(),
                        0,
                        now.lastDeletion(),
                        List.of(),
                        List.of(),
                        new TreeMap<>(),
                        blocks);
        execute(new Order(nothing, new TreeSet<>(blocks), TreeMap::new), run);
    }

    private void rewrite(TenantIndex now, List<IndexedBlock> blocks, Moment moment, Run run)
            throws IOException, StaleIndexException {
        MergeJob merge = inputs.blocks(now, blocks, moment);
        execute(new Order(merge, new TreeSet<>(merge.sourceBlocks()), TreeMap::new), run);
    }

    private static SortedMap<String, BlockChange.Range> ranges(Job.Segments segments, Run run)
            throws IOException {
        SortedMap<String, BlockChange.Range> ranges = new TreeMap<>();
        for (PartitionState partition : run.partitions()) {
            BlockMeta.Positions range = segments.ranges().get(partition.partition());
            if (range != null) {
                long floor = partition.chain().floor();
                ranges.put(
                        partition.partition(),
                        new BlockChange.Range(range.start(), range.end(), floor));
            }
        }
        return ranges;
    }

    private void execute(Order order, Run run) throws IOException, StaleIndexException {
        RunReport report = run.report();
        List<BlockMeta> made =
                runner.run(
                        index,
                        order,
                        stats -> {
                            metrics.merged(stats);
                            report.add(Count.SAMPLES_WRITTEN, stats.samples());
                            report.add(Count.BYTES_READ, stats.bytesRead());
                            report.add(Count.BYTES_WRITTEN, stats.bytesWritten());
                        });
        report.add(Count.BLOCKS_MADE, made.size());
        report.add(Count.BLOCKS_REPLACED, order.replaced().size());
    }

    /// Notes which deletions are done.
    ///
    /// @param floors the floors of partitions
    void finishDeletions(Map<String, Long> floors, RunReport report) throws IOException {
        TenantIndex now = index.refresh().index();
        for (Deletion deletion : now.deletions().values()) {
            if (!deletion.isFinished() && now.isApplied(deletion, floors)) {
                try {
                    index.update(
                            before -> before.finish(deletion.number(), floors, clock.instant()));
                    report.add(Count.DELETIONS_FINISHED);
                } catch (StaleIndexException e) {
                    LOGGER.info("deletion {} is not finished: {}", deletion.id(), e.getMessage());
                }
            }
        }
    }

    /// The newest index.
    TenantIndex newest() throws IOException {
        return index.refresh().index();
    }
}
