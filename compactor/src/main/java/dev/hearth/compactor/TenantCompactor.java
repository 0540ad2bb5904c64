// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.index.BlockChange;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.LostPart;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.segment.CorruptSegmentException;
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
import dev.hearth.query.HiddenTimes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
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
    private final RecentFailures failures;
    private final Set<String> lost = new TreeSet<>();

    private @Nullable Job missed;
    private RetentionLimits retention = RetentionLimits.FOR_EVER;

    TenantCompactor(
            IndexStore index,
            Planner planner,
            MergeInputs inputs,
            JobRunner runner,
            CompactorMetrics metrics,
            InstantSource clock) {
        this.index = index;
        this.failures = new RecentFailures(index.tenant());
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
    /// @param skipDamaged whether a segment's part that is damaged is given up for good, and blocks
    ///   that are damaged are skipped
    /// @param mayGoOn asked before each job
    /// @param progress is told of each job
    record Run(
            List<PartitionState> partitions,
            RetentionLimits limits,
            boolean force,
            boolean skipDamaged,
            int jobs,
            BooleanSupplier mayGoOn,
            RunProgress progress) {

        RunReport report() {
            return progress.report();
        }
    }

    /// One run, by its rules and at its time.
    private record Round(Run run, RetentionRules rules, Instant time) {

        Moment moment() {
            return new Moment(
                    rules.hidden(time), rules.earliestCutoffNanos(time), nanos(time), run.force());
        }

        boolean isTooOld(LostPart part) {
            return part.maxTimeNanos() < rules.earliestCutoffNanos(time);
        }

        /// What is so old that it is worth a copy of the rest.
        HiddenTimes worthwhile() {
            return rules.hidden(run.force() ? time : time.minus(Duration.ofDays(1)));
        }
    }

    /// Does what is due.
    ///
    /// @throws IOException if the index cannot be read or changed
    void run(Run run) throws IOException {
        if (!run.limits().equals(retention)) {
            retention = run.limits();
            settled.clear();
        }
        if (run.force() || run.skipDamaged()) {
            failures.clear();
            settled.clear();
        }
        lost.clear();
        // One time for all jobs: else what becomes too old meanwhile makes a run that has no end.
        Round round = new Round(run, new RetentionRules(retention), clock.instant());
        boolean isCutOff = false;
        int stale = 0;
        for (int i = 0; i < run.jobs() && stale < STALE_JOBS && run.mayGoOn().getAsBoolean(); i++) {
            TenantIndex now = index.refresh().index();
            if (now.isEnded()) {
                return; // the cleaner removes it first
            }
            if (now.lost().values().stream().anyMatch(round::isTooOld)) {
                long cutoff = round.moment().earliestCutoffNanos();
                try {
                    index.update(before -> before.forgetLost(cutoff));
                } catch (StaleIndexException e) {
                    throw new IllegalStateException(e); // no change of it is stale
                }
            }
            Job job = planner.next(state(now, round, isCutOff), run.force());
            if (job == null) {
                return;
            }
            try {
                run.progress().begin(job);
                perform(now, job, round);
                done(job);
                stale = 0;
            } catch (StaleIndexException | NoSuchObjectException e) {
                if (isMissingAgain(job, e) && isGivenUp(now, job, e, run)) {
                    continue;
                }
                stale(job, e, round);
                stale++;
                isCutOff |= job instanceof Job.Segments && e instanceof NoSuchObjectException;
            } catch (IOException e) {
                if (isGivenUp(now, job, e, run)) {
                    continue;
                }
                LOGGER.warn("{} of tenant {} failed", kind(job), now.tenant(), e);
                failed(job, e, round);
                if (job instanceof Job.Drop) {
                    return; // nothing but the index was touched
                }
            } catch (RuntimeException | Error e) {
                failed(job, e, round);
                throw e;
            } finally {
                run.progress().jobDone();
            }
        }
    }

    /// Whether the run is to go on without what is damaged: a block, which is skipped from now on,
    /// or the tenant's part of a segment.
    private boolean isGivenUp(TenantIndex now, Job job, Exception failure, Run run)
            throws IOException {
        String object = run.skipDamaged() ? RecentFailures.damaged(failure) : null;
        if (object == null) {
            return false;
        }
        for (IndexedBlock block : now.live().values()) {
            if (object.startsWith(BlockKeys.block(now.tenant(), block.id()))) {
                return !block.isSkipped() && isSkipped(block.id(), failure, run);
            }
        }
        boolean isPart = job instanceof Job.Segments && failure instanceof CorruptSegmentException;
        if (!isPart || !lost.add(object)) {
            return false;
        }
        LOGGER.error(
                "profiles of tenant {} in {} are given up: {}",
                index.tenant(),
                object,
                failure.getMessage());
        metrics.lost();
        run.report().add(Count.PARTS_LOST);
        return true;
    }

    private boolean isSkipped(BlockId block, Exception failure, Run run) throws IOException {
        try {
            index.update(before -> before.skip(block, true));
        } catch (StaleIndexException e) {
            return false; // another one was faster
        }
        LOGGER.error(
                "block {} of tenant {} is skipped from now on, and stays where it is: {}",
                block,
                index.tenant(),
                failure.getMessage());
        run.report().add(Count.BLOCKS_SKIPPED);
        return true;
    }

    private static String kind(Job job) {
        return job.getClass().getSimpleName();
    }

    private void done(Job job) {
        metrics.job(job, CompactorMetrics.Result.DONE);
        missed = null;
        if (job instanceof Job.Segments) {
            failures.segmentsWork();
        }
    }

    private void stale(Job job, Exception cause, Round round) {
        LOGGER.info(
                "{} of tenant {} begins anew: {}", kind(job), index.tenant(), cause.getMessage());
        metrics.job(job, CompactorMetrics.Result.STALE);
        round.run().report().add(Count.JOBS_STALE);
        boolean isMissing = cause instanceof NoSuchObjectException;
        if (isMissingAgain(job, cause)) {
            // An object of a block that counts is not there: no later try finds it.
            failed(job, cause, round);
        }
        missed = isMissing ? job : null;
    }

    private boolean isMissingAgain(Job job, Exception cause) {
        return cause instanceof NoSuchObjectException && job.equals(missed);
    }

    private void failed(Job job, Throwable cause, Round round) {
        metrics.job(job, CompactorMetrics.Result.FAILED);
        metrics.failed();
        round.run().report().add(Count.FAILURES);
        failures.note(job, cause, round.time());
    }

    private TenantState state(TenantIndex now, Round round, boolean isCutOff) {
        Instant time = round.time();
        failures.expire(now.live().keySet(), time);
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
                List.copyOf(now.live().values()),
                isCutOff || failures.hasSegments(time)
                        ? List.of()
                        : round.run().partitions().stream()
                                .map(each ->
                                        each.waiting(now.tenant(), now.covered(each.partition())))
                                .toList(),
                deletions,
                round.rules().earliestCutoffNanos(time),
                round.rules().latestCutoffNanos(time),
                unreadable(now, time),
                failures.unmergeable(time),
                settled.keySet(),
                nanos(time));
    }

    private Set<BlockId> unreadable(TenantIndex now, Instant time) {
        Set<BlockId> unreadable = new TreeSet<>(failures.unreadable(time));
        now.live().values().stream()
                .filter(IndexedBlock::isSkipped)
                .forEach(block -> unreadable.add(block.id()));
        return unreadable;
    }

    private static boolean isOver(Instant since, Instant now) {
        return since.plus(SETTLED).isBefore(now);
    }

    static long nanos(Instant time) {
        return Math.addExact(
                Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), (long) time.getNano());
    }

    private void perform(TenantIndex now, Job job, Round round)
            throws IOException, StaleIndexException {
        Run run = round.run();
        Moment moment = round.moment();
        switch (job) {
            case Job.Drop(List<BlockId> blocks) -> drop(now, blocks, run);
            case Job.Segments segments -> {
                MergeInputs.Segments merge = inputs.segments(now, segments, moment, lost);
                execute(
                        new Order(
                                merge.merge(),
                                new TreeSet<>(),
                                () -> ranges(segments, run),
                                merge.search(),
                                merge.lost()),
                        run);
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
                if (inputs.holds(now, block, round.worthwhile())) {
                    rewrite(now, List.of(block), moment, run);
                } else {
                    settled.put(block.id(), round.time());
                }
            }
        }
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
        execute(new Order(nothing, new TreeSet<>(blocks)), run);
    }

    private void rewrite(TenantIndex now, List<IndexedBlock> blocks, Moment moment, Run run)
            throws IOException, StaleIndexException {
        MergeJob merge = inputs.blocks(now, blocks, moment);
        execute(new Order(merge, new TreeSet<>(merge.sourceBlocks())), run);
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
