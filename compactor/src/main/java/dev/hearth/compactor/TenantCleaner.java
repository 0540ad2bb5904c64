// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.DeletionStore;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what a tenant's index does not name any more, and the tenant when nothing is left of it.
/// For one thread at a time.
final class TenantCleaner {

    private static final Logger LOGGER = LoggerFactory.getLogger(TenantCleaner.class);

    /// How long a deletion that is done can be asked for.
    static final Duration DONE_SHOWN = Duration.ofDays(7);

    private final ObjectStore store;
    private final CompactorConfig config;
    private final Ages ages;
    private final InstantSource clock;
    private final BlockRemover remover;
    private final OrphanRemover orphans;
    private final DeletionStore deletions;
    private final CompactorMetrics metrics;
    private final DebugFileCleaner debugFiles;
    private final GivenUpMarks givenUp;

    TenantCleaner(
            ObjectStore store,
            CompactorConfig config,
            Ages ages,
            DebugFileCleaner debugFiles,
            GivenUpMarks givenUp,
            InstantSource clock,
            CompactorMetrics metrics) {
        this.debugFiles = debugFiles;
        this.givenUp = givenUp;
        this.store = store;
        this.config = config;
        this.ages = ages;
        this.clock = clock;
        this.remover = new BlockRemover(store);
        this.orphans = new OrphanRemover(store, config.deletionDelay(), ages, metrics);
        this.deletions = new DeletionStore(store);
        this.metrics = metrics;
    }

    /// What a cleaning knows of partitions.
    ///
    /// @param floors the floor of each
    /// @param cleaned up to where segments are deleted
    /// @param isNamed whether a segment that counts names the tenant
    record Partitions(Map<String, Long> floors, Map<String, Long> cleaned, boolean isNamed) {
        /// Keeps copies.
        Partitions {
            floors = Map.copyOf(floors);
            cleaned = Map.copyOf(cleaned);
        }
    }

    /// Deletes what is due.
    ///
    /// @param force whether nothing waits
    /// @throws IOException if the store fails; the next call goes on
    void clean(IndexStore index, Partitions partitions, boolean force, RunReport report)
            throws IOException {
        try {
            orphans.remove(index, force, report);
            giveUpPending(index, force);
            removeGone(index, force, report);
            tidyDeletions(index);
            givenUp.follow(index, this::isOld);
            forgetDeletions(index, partitions);
            if (mayEnd(index.refresh().index(), partitions)) {
                end(index, partitions.floors(), report);
            }
        } catch (StaleIndexException e) {
            LOGGER.info("cleaning of tenant {} begins anew: {}", index.tenant(), e.getMessage());
        }
        int versions = index.clean(force);
        metrics.deleted(CompactorMetrics.Kind.INDEX, versions);
        report.add(Count.INDEX_VERSIONS_DELETED, versions);
    }

    private void giveUpPending(IndexStore index, boolean force)
            throws IOException, StaleIndexException {
        Duration timeout = config.pendingTimeout();
        Instant latest = clock.instant().minus(timeout);
        List<BlockId> silent = new ArrayList<>();
        TenantIndex now = index.refresh().index();
        for (Map.Entry<BlockId, Instant> entry : now.pending().entrySet()) {
            boolean isOld = ages.of("pending/" + entry.getKey()) >= timeout.toNanos();
            if (force || (isOld && !entry.getValue().isAfter(latest))) {
                silent.add(entry.getKey());
            }
        }
        if (!silent.isEmpty()) {
            LOGGER.info("tenant {}: blocks {} are given up", index.tenant(), silent);
            index.update(before -> before.abandon(silent, clock.instant()));
        }
    }

    private void removeGone(IndexStore index, boolean force, RunReport report)
            throws IOException, StaleIndexException {
        List<BlockId> removed = new ArrayList<>();
        for (BlockId block : index.refresh().index().gone().keySet()) {
            long age = ages.of("gone/" + block);
            if (force || age >= config.deletionDelay().toNanos()) {
                removed(remover.remove(index.tenant(), block), report);
                removed.add(block);
            }
        }
        if (!removed.isEmpty()) {
            index.update(before -> before.forget(removed));
        }
    }

    private void removed(int objects, RunReport report) {
        metrics.deleted(CompactorMetrics.Kind.BLOCK, objects);
        report.add(Count.BLOCK_OBJECTS_DELETED, objects);
    }

    /// Deletions that are done stay for a while, for those who ask after them.
    private void forgetDeletions(IndexStore index, Partitions partitions)
            throws IOException, StaleIndexException {
        TenantIndex now = index.refresh().index();
        Instant latest = clock.instant().minus(DONE_SHOWN);
        List<Long> numbers = new ArrayList<>();
        for (Deletion deletion : now.deletions().values()) {
            Instant finished = deletion.finishedAt();
            if (finished != null
                    && !finished.isAfter(latest)
                    && DeletionProgress.isClean(now, deletion, partitions.cleaned())) {
                deletions.delete(index.tenant(), deletion.id());
                numbers.add(deletion.number());
            }
        }
        if (!numbers.isEmpty()) {
            index.update(before -> before.forgetDeletions(numbers));
        }
    }

    /// Whether the tenant is deleted and nothing came since.
    private static boolean mayEnd(TenantIndex now, Partitions partitions) {
        boolean isEmpty = now.live().isEmpty() && now.pending().isEmpty() && now.gone().isEmpty();
        boolean isClean =
                now.deletions().values().stream()
                        .allMatch(each ->
                                each.isFinished()
                                        && DeletionProgress.isClean(
                                                now, each, partitions.cleaned()));
        boolean isWanted = now.deletions().values().stream().anyMatch(Deletion::whole);
        boolean isPassed =
                now.covered().entrySet().stream()
                        .allMatch(each ->
                                partitions.cleaned().getOrDefault(each.getKey(), 0L)
                                        >= each.getValue());
        return now.isEnded()
                || (isWanted && isEmpty && isClean && isPassed && !partitions.isNamed());
    }

    /// What is deleted is listed first, and the ended index stands after that: nothing of a tenant
    /// that begins anew can be among it.
    private void end(IndexStore index, Map<String, Long> floors, RunReport report)
            throws IOException, StaleIndexException {
        if (!index.refresh().index().isEnded()) {
            index.update(before -> before.end(floors));
        }
        TenantId tenant = index.tenant();
        List<String> keys = new ArrayList<>();
        for (String key : ObjectFolders.keys(store, BlockKeys.tenant(tenant))) {
            if (!key.startsWith(BlockKeys.tenant(tenant) + "index/")) {
                keys.add(key);
            }
        }
        if (!index.refresh().index().isEnded()) {
            return;
        }
        for (String key : keys) {
            store.delete(key);
        }
        int files = debugFiles.deleteAll(tenant, () -> index.refresh().index().isEnded());
        metrics.deleted(CompactorMetrics.Kind.TENANT, keys.size() + files);
        if (index.remove()) {
            LOGGER.info("tenant {} is deleted", tenant);
            report.add(Count.TENANTS_ENDED);
        }
    }

    /// Objects of deletions that never got into the index: whoever asked for them was told so, or
    /// died. A deletion that got there so late that its object was taken for such a one gets it
    /// back.
    private void tidyDeletions(IndexStore index) throws IOException {
        TenantId tenant = index.tenant();
        List<String> keys = ObjectFolders.keys(store, DeletionStore.prefix(tenant));
        TenantIndex now = index.refresh().index();
        Set<String> known = new HashSet<>();
        for (Deletion deletion : now.deletions().values()) {
            String key = DeletionStore.key(tenant, deletion.id());
            known.add(key);
            if (!keys.contains(key) && store.size(key) < 0) {
                deletions.put(tenant, deletion);
            }
        }
        for (String key : keys) {
            if (isOld(key) && !known.contains(key)) {
                store.delete(key);
            }
        }
    }

    private boolean isOld(String key) {
        return ages.of(key) >= config.pendingTimeout().toNanos();
    }
}
