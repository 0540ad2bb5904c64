// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.index.DeletionStore;
import dev.hearth.block.index.GivenUpStore;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Checks one tenant after another: index, deletions, marks of what was given up, blocks.
///
/// Blocks come and go while it looks, so what is missing is a problem only if the index names the
/// block as live when all was looked at.
final class TenantVerifier {

    private static final int ROUNDS = 5;

    private final ObjectStore store;
    private final IndexCatalog catalog;
    private final VerifyProgress progress;
    private final BlockVerifier blocks;
    private final DeletionStore deletions;
    private final GivenUpStore givenUp;

    TenantVerifier(ObjectStore store, IndexCatalog catalog, VerifyProgress progress) {
        this.store = store;
        this.catalog = catalog;
        this.progress = progress;
        this.blocks = new BlockVerifier(store);
        this.deletions = new DeletionStore(store);
        this.givenUp = new GivenUpStore(store);
    }

    /// Checks a tenant.
    ///
    /// @return what its index covers
    Map<String, Long> verify(TenantId tenant) throws IOException {
        progress.tenants++;
        verifyDeletions(tenant);
        verifyGivenUp(tenant);
        IndexStore index = catalog.index(tenant);
        verifyVersions(index);
        SortedMap<BlockId, BlockVerifier.Found> found = new TreeMap<>();
        for (String name : ObjectFolders.names(store, BlockKeys.blocks(tenant))) {
            verifyFolder(tenant, name, found);
        }
        TenantIndex now = newest(index);
        for (int round = 0; round < ROUNDS && now != null; round++) {
            Set<BlockId> unseen = new TreeSet<>(now.live().keySet());
            unseen.removeAll(found.keySet());
            if (unseen.isEmpty()) {
                break;
            }
            for (BlockId id : unseen) {
                found.put(id, verify(tenant, id));
            }
            now = newest(index);
        }
        for (Map.Entry<BlockId, BlockVerifier.Found> each : found.entrySet()) {
            tell(tenant, each.getValue(), now == null ? null : now.live().get(each.getKey()));
        }
        return now == null ? Map.of() : now.covered();
    }

    private void verifyDeletions(TenantId tenant) throws IOException {
        for (String key : ObjectFolders.keys(store, DeletionStore.prefix(tenant))) {
            progress.checking(key);
            try {
                deletions.read(tenant, key);
                progress.deletions++;
            } catch (NoSuchObjectException e) {
                // Deleted meanwhile.
            } catch (IOException e) {
                progress.problem(key, e);
            }
        }
    }

    private void verifyGivenUp(TenantId tenant) throws IOException {
        for (String key : givenUp.keys(tenant)) {
            progress.checking(key);
            try {
                givenUp.read(tenant, key);
            } catch (NoSuchObjectException e) {
                // Deleted meanwhile.
            } catch (IOException e) {
                progress.problem(key, e);
            }
        }
    }

    private void verifyVersions(IndexStore index) throws IOException {
        index.verifyVersions(progress::version);
    }

    private @Nullable TenantIndex newest(IndexStore index) {
        try {
            IndexStore.Version version = index.refresh();
            return version.number() == 0 ? null : version.index();
        } catch (IOException e) {
            progress.problem(BlockKeys.tenant(index.tenant()) + "index/", e);
            return null;
        }
    }

    private void verifyFolder(TenantId tenant, String name, Map<BlockId, BlockVerifier.Found> found)
            throws IOException {
        try {
            BlockId id = new BlockId(name);
            found.put(id, verify(tenant, id));
        } catch (IllegalArgumentException e) {
            progress.problem(
                    BlockKeys.blocks(tenant) + name, "folder is no block (expected a ULID)");
        }
    }

    private BlockVerifier.Found verify(TenantId tenant, BlockId id) throws IOException {
        progress.checking(BlockKeys.meta(tenant, id));
        BlockVerifier.Found found = blocks.verify(tenant, id);
        progress.bytes += found.bytes();
        return found;
    }

    /// @param entry what the index says; null if the block is not live
    private void tell(TenantId tenant, BlockVerifier.Found found, @Nullable IndexedBlock entry) {
        found.damaged().forEach(progress::problem);
        if (entry != null) {
            found.missing().forEach(progress::problem);
            verifyEntry(tenant, entry, found.meta());
        }
        if (found.meta() != null && found.missing().isEmpty()) {
            progress.blocks++;
        } else if (entry == null && found.damaged().isEmpty()) {
            progress.unfinished++;
        }
    }

    private void verifyEntry(TenantId tenant, IndexedBlock block, @Nullable BlockMeta meta) {
        if (meta == null) {
            return;
        }
        IndexedBlock described = IndexedBlock.of(meta);
        IndexedBlock expected =
                described
                        .withDeletionsApplied(block.deletionsApplied())
                        .withSkipped(block.isSkipped());
        if (!expected.equals(block)) {
            progress.problem(
                    BlockKeys.meta(tenant, block.id()),
                    "block is %s (expected %s, as the index says)".formatted(described, block));
        }
    }
}
