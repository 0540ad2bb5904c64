// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.merge.MergeStats;
import dev.hearth.compactor.plan.Job;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Every metric of the compactor.
final class CompactorMetrics {

    private static final List<String> KINDS =
            List.of("segments", "merge", "drop", "deletions", "retention");

    private final MeterRegistry meters;
    private final Counter failures;
    private final Counter lost;
    private final Counter samples;
    private final Counter bytesRead;
    private final Counter bytesWritten;
    private final Timer mergeTime;
    private final Timer runTime;
    private final AtomicLong backlogSegments;
    private final AtomicLong backlogBytes;
    private final AtomicLong backlogAgeSeconds;
    private final AtomicLong openDeletions;
    private final AtomicLong lastRun;

    /// How a job ended.
    enum Result {
        /// It is committed, or there was nothing to do.
        DONE,
        /// Somebody else was faster.
        STALE,
        /// The log says why.
        FAILED
    }

    /// What objects were of.
    enum Kind {
        /// Segments and floors.
        SEGMENT,
        /// Blocks.
        BLOCK,
        /// Versions of indexes.
        INDEX,
        /// Tenants that were deleted.
        TENANT
    }

    CompactorMetrics(MeterRegistry meters) {
        this.meters = meters;
        samples = counter("samples", "Samples that compaction wrote.");
        bytesRead = counter("read.bytes", "Bytes that compaction read of segments and blocks.");
        bytesWritten = counter("written.bytes", "Bytes of blocks that compaction wrote.");
        mergeTime =
                Timer.builder("hearth.compactor.merge.duration")
                        .description("Time to merge segments or blocks into blocks.")
                        .register(meters);
        runTime =
                Timer.builder("hearth.compactor.run.duration")
                        .description("Time of a run over all tenants.")
                        .register(meters);
        failures =
                counter(
                        "failures",
                        "Runs, chains, tenants and jobs that failed; the log says what.");
        lost =
                counter(
                        "lost.parts",
                        "Tenants' parts of damaged segments that were given up on an operator's wish; the log says which.");
        for (Result result : Result.values()) {
            KINDS.forEach(kind -> jobs(kind, result));
        }
        for (Kind kind : Kind.values()) {
            deletedObjects(kind);
        }
        backlogSegments = gauge("backlog.segments", "Segments that are not all in blocks.");
        backlogBytes = gauge("backlog.bytes", "Bytes of profiles that are not in blocks.");
        backlogAgeSeconds =
                gauge("backlog.age.seconds", "How long the oldest segment has waited for blocks.");
        openDeletions = gauge("deletions.open", "Deletions whose data some live block may hold.");
        lastRun =
                gauge(
                        "last.successful.run.timestamp.seconds",
                        "When the last run ended in which nothing failed, as Unix time.");
    }

    /// Counts a job.
    void job(Job job, Result result) {
        jobs(kind(job), result).increment();
    }

    private static String kind(Job job) {
        return switch (job) {
            case Job.Segments _ -> "segments";
            case Job.Merge _ -> "merge";
            case Job.Drop _ -> "drop";
            case Job.ApplyDeletions _ -> "deletions";
            case Job.ApplyRetention _ -> "retention";
        };
    }

    private Counter jobs(String kind, Result result) {
        return Counter.builder("hearth.compactor.jobs")
                .description("Jobs, by kind and result.")
                .tag("kind", kind)
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    /// Counts objects that were deleted.
    void deleted(Kind kind, long objects) {
        deletedObjects(kind).increment((double) objects);
    }

    private Counter deletedObjects(Kind kind) {
        return Counter.builder("hearth.compactor.deleted.objects")
                .description("Objects deleted, by what they were of.")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    /// Counts something that failed.
    void failed() {
        failures.increment();
    }

    /// Counts a part of a segment that was given up.
    void lost() {
        lost.increment();
    }

    void merged(MergeStats stats) {
        samples.increment((double) stats.samples());
        bytesRead.increment((double) stats.bytesRead());
        bytesWritten.increment((double) stats.bytesWritten());
        mergeTime.record(stats.durationNanos(), TimeUnit.NANOSECONDS);
    }

    void ran(long nanos) {
        runTime.record(nanos, TimeUnit.NANOSECONDS);
    }

    void succeeded(long epochSecond) {
        lastRun.set(epochSecond);
    }

    void backlog(long segments, long bytes, long ageNanos) {
        backlogSegments.set(segments);
        backlogBytes.set(bytes);
        backlogAgeSeconds.set(TimeUnit.NANOSECONDS.toSeconds(ageNanos));
    }

    void openDeletions(long count) {
        openDeletions.set(count);
    }

    private Counter counter(String name, String description) {
        return Counter.builder("hearth.compactor." + name)
                .description(description)
                .register(meters);
    }

    private AtomicLong gauge(String name, String description) {
        AtomicLong value = new AtomicLong();
        Gauge.builder("hearth.compactor." + name, value, AtomicLong::doubleValue)
                .description(description)
                .register(meters);
        return value;
    }
}
