// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.BlockMetaJson;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes blocks that a tenant's index does not name: what somebody who died, or slept, left. For
/// one thread at a time.
///
/// A block that is complete, and holds what the index knows nothing of, is not left over: the index
/// is older than the block, say since it was restored from a copy. Such a block stays.
final class OrphanRemover {

    private static final Logger LOGGER = LoggerFactory.getLogger(OrphanRemover.class);

    private final ObjectStore store;
    private final long delayNanos;
    private final Ages ages;
    private final CompactorMetrics metrics;
    private final BlockRemover remover;
    private final BlockMetaJson json = new BlockMetaJson();

    OrphanRemover(ObjectStore store, Duration delay, Ages ages, CompactorMetrics metrics) {
        this.store = store;
        this.delayNanos = delay.toNanos();
        this.ages = ages;
        this.metrics = metrics;
        this.remover = new BlockRemover(store);
    }

    /// Deletes what was seen without a name for long enough. Folders are listed before the index is
    /// read: a block is announced before its first object is put, so the index names whatever is
    /// listed, unless it was forgotten.
    ///
    /// @param force whether nothing waits
    void remove(IndexStore index, boolean force, RunReport report) throws IOException {
        TenantId tenant = index.tenant();
        SortedSet<String> folders = ObjectFolders.names(store, BlockKeys.blocks(tenant));
        if (folders.isEmpty()) {
            return;
        }
        TenantIndex now = index.refresh().index();
        boolean isWhole = now.live().keySet().stream().allMatch(id -> folders.contains(id.text()));
        for (String folder : folders) {
            BlockId block = blockId(folder);
            if (block == null || isNamed(now, block)) {
                continue;
            }
            long age = ages.of("orphan/" + tenant + "/" + block);
            if (!force && age < delayNanos) {
                continue;
            }
            if (isKnown(now, block, isWhole)) {
                LOGGER.info("tenant {}: block {} is in no index and is deleted", tenant, block);
                int objects = remover.remove(tenant, block);
                metrics.deleted(CompactorMetrics.Kind.BLOCK, objects);
                report.add(Count.BLOCK_OBJECTS_DELETED, objects);
            } else {
                LOGGER.warn(
                        "tenant {}: block {} is complete, and the index knows nothing of it; it stays. Is the index older than the store? \"hearth rebuild-index\" makes one of what is there",
                        tenant,
                        block);
                report.add(Count.UNKNOWN_BLOCKS);
            }
        }
    }

    private static boolean isNamed(TenantIndex now, BlockId block) {
        return now.live().containsKey(block)
                || now.pending().containsKey(block)
                || now.gone().containsKey(block);
    }

    /// Whether what a block holds is in others, or was deleted; always so for one that is not
    /// complete, or was made for a life of the tenant that is over.
    ///
    /// @param isWhole whether all blocks that the index names are there
    private boolean isKnown(TenantIndex now, BlockId block, boolean isWhole) throws IOException {
        BlockMeta meta;
        String key = BlockKeys.meta(now.tenant(), block);
        try {
            meta = json.decode(key, store.get(key));
        } catch (NoSuchObjectException e) {
            return true;
        } catch (CorruptSegmentException e) {
            LOGGER.warn("tenant {}: {}", now.tenant(), e.getMessage());
            return false;
        }
        if (!meta.life().equals(now.life())) {
            return true; // it was deleted with the tenant
        }
        for (Map.Entry<String, BlockMeta.Positions> each : meta.sources().positions().entrySet()) {
            if (now.covered(each.getKey()) < each.getValue().end()) {
                return false;
            }
        }
        return isWhole;
    }

    private static @Nullable BlockId blockId(String folder) {
        try {
            return new BlockId(folder);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
