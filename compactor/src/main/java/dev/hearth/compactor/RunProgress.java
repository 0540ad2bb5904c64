// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.index.IndexedBlock;
import dev.hearth.compactor.plan.Job;
import dev.hearth.compactor.plan.Piece;
import dev.hearth.config.text.JsonText;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How far a run is. Names no tenant: whoever may ask for a run may not know all of them. Written
/// by the thread of the run, read by any.
final class RunProgress {

    /// What a run is at.
    enum Phase {
        READING,
        COMPACTING,
        RAISING_FLOORS,
        CLEANING
    }

    private final boolean force;
    private final Instant since;
    private final RunReport report;
    private final InstantSource clock;
    private volatile Phase phase = Phase.READING;
    private volatile int tenants;
    private volatile int tenantsDone;
    private volatile @Nullable Work job;

    /// A job that is under way.
    private record Work(String kind, int inputs, long bytes, Instant since) {}

    RunProgress(boolean force, RunReport report, InstantSource clock) {
        this.force = force;
        this.since = clock.instant();
        this.report = report;
        this.clock = clock;
    }

    RunReport report() {
        return report;
    }

    void begin(Phase next, int tenantsOfIt) {
        phase = next;
        tenants = tenantsOfIt;
        tenantsDone = 0;
    }

    void tenantDone() {
        tenantsDone = Math.addExact(tenantsDone, 1);
    }

    void begin(Job next) {
        Instant now = clock.instant();
        job =
                switch (next) {
                    case Job.Drop(List<?> blocks) -> new Work("drop", blocks.size(), 0, now);
                    case Job.Segments segments ->
                            new Work(
                                    "segments",
                                    segments.pieces().size(),
                                    segments.pieces().stream().mapToLong(Piece::bytes).sum(),
                                    now);
                    case Job.Merge(List<IndexedBlock> blocks) -> work("merge", blocks, now);
                    case Job.ApplyDeletions(IndexedBlock block) ->
                            work("apply_deletions", List.of(block), now);
                    case Job.ApplyRetention(IndexedBlock block) ->
                            work("apply_retention", List.of(block), now);
                };
    }

    private static Work work(String kind, List<IndexedBlock> blocks, Instant now) {
        long bytes = blocks.stream().mapToLong(IndexedBlock::bytes).sum();
        return new Work(kind, blocks.size(), bytes, now);
    }

    void jobDone() {
        job = null;
    }

    /// As a JSON object.
    String json() {
        JsonText text =
                new JsonText()
                        .raw("force", force)
                        .text("since", since.toString())
                        .text("phase", phase.name().toLowerCase(Locale.ROOT))
                        .raw("tenants", tenants)
                        .raw("tenants_done", tenantsDone);
        Work now = job;
        if (now != null) {
            text.text("job", now.kind)
                    .raw("job_inputs", now.inputs)
                    .raw("job_bytes", now.bytes)
                    .text("job_since", now.since.toString());
        }
        return text.raw("done", report.json()).toString();
    }
}
