// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.index.IndexCatalog;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what does not count any more: segments, what says who lives, debug files, and what is
/// left of tenants. For one thread at a time; [#cleaned] for many.
final class StoreCleaner {

    private static final Logger LOGGER = LoggerFactory.getLogger(StoreCleaner.class);

    private final SegmentCleaner segments;
    private final DebugFileCleaner debugFiles;
    private final TenantCleaner tenants;
    private final IndexCatalog indexes;
    private final Guard guard;
    private final CompactorMetrics metrics;
    private volatile Map<String, Long> cleaned = Map.of();

    StoreCleaner(
            SegmentCleaner segments,
            DebugFileCleaner debugFiles,
            TenantCleaner tenants,
            IndexCatalog indexes,
            Guard guard,
            CompactorMetrics metrics) {
        this.segments = segments;
        this.debugFiles = debugFiles;
        this.tenants = tenants;
        this.indexes = indexes;
        this.guard = guard;
        this.metrics = metrics;
    }

    /// What a run knows of partitions.
    ///
    /// @param floors the floor of each
    record Seen(List<PartitionState> partitions, Map<String, Long> floors) {

        private long floor(PartitionState partition) {
            return floors.getOrDefault(partition.partition(), partition.floor());
        }

        /// Whether a segment that counts names a tenant.
        private boolean isNamed(TenantId tenant) {
            for (PartitionState partition : partitions) {
                long floor = floor(partition);
                for (SegmentState segment : partition.segments()) {
                    if (segment.start() >= floor && segment.parts().containsKey(tenant)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /// For each partition up to where its segments are deleted, as far as this process knows.
    Map<String, Long> cleaned() {
        return cleaned;
    }

    /// Deletes what is due.
    ///
    /// @param own tenants that this process sees to
    /// @param isOwn the same of tenants without an index too
    /// @param force whether nothing waits
    void clean(
            Seen seen,
            SortedSet<TenantId> own,
            Predicate<TenantId> isOwn,
            boolean force,
            RunProgress now) {
        RunReport report = now.report();
        cleanSegments(seen, force, report);
        cleanLives(force, report);
        cleanDebugFiles(isOwn, report);
        for (TenantId tenant : own) {
            TenantCleaner.Partitions view =
                    new TenantCleaner.Partitions(seen.floors(), cleaned, seen.isNamed(tenant));
            guard.run(
                    tenant,
                    report,
                    () -> tenants.clean(indexes.index(tenant), view, force, report));
            now.tenantDone();
        }
    }

    private void cleanSegments(Seen seen, boolean force, RunReport report) {
        for (PartitionState partition : seen.partitions()) {
            try {
                int deleted = segments.clean(partition.partition(), seen.floor(partition), force);
                metrics.deleted(CompactorMetrics.Kind.SEGMENT, deleted);
                report.add(Count.SEGMENTS_DELETED, deleted);
            } catch (IOException e) {
                LOGGER.warn("partition {} was not cleaned", partition.partition(), e);
                guard.failed(report);
            }
        }
        cleaned = segments.cleaned();
    }

    private void cleanLives(boolean force, RunReport report) {
        try {
            int deleted = indexes.cleanLives(force);
            metrics.deleted(CompactorMetrics.Kind.INDEX, deleted);
            report.add(Count.INDEX_VERSIONS_DELETED, deleted);
        } catch (IOException e) {
            LOGGER.warn("what says which tenants live was not cleaned", e);
            guard.failed(report);
        }
    }

    /// Of tenants without an index too: what is put late belongs to such.
    private void cleanDebugFiles(Predicate<TenantId> isOwn, RunReport report) {
        try {
            int deleted = debugFiles.clean(isOwn);
            metrics.deleted(CompactorMetrics.Kind.TENANT, deleted);
        } catch (IOException e) {
            LOGGER.warn("debug files were not cleaned", e);
            guard.failed(report);
        }
    }
}
