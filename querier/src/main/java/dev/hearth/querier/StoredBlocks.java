// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.ProfileSource;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The blocks of an object store. Remembers the newest index that it has read of each tenant, and
/// follows it on from there.
public final class StoredBlocks implements BlockCatalog {

    /// Opens a block; see [BlockCatalog#open].
    @FunctionalInterface
    public interface Opener {

        /// Opens a block.
        ProfileSource open(TenantId tenant, BlockId block) throws IOException;
    }

    private final ObjectStore store;
    private final Opener opener;

    /// Tenants that have an index.
    private final Map<TenantId, IndexStore> indexes = new ConcurrentHashMap<>();

    /// Reads nothing yet.
    ///
    /// @param store where the indexes lie; the caller closes it
    /// @param opener reads blocks of the same store
    public StoredBlocks(ObjectStore store, Opener opener) {
        this.store = store;
        this.opener = opener;
    }

    @Override
    public TenantIndex index(TenantId tenant, boolean anew) throws IOException {
        IndexStore known = indexes.get(tenant);
        IndexStore index = known == null ? new IndexStore(tenant, store) : known;
        IndexStore.Version newest = anew ? index.resynchronize() : index.refresh();
        if (known == null && newest.number() > 0) {
            indexes.putIfAbsent(tenant, index);
        }
        return newest.index();
    }

    @Override
    public ProfileSource open(TenantId tenant, BlockId block) throws IOException {
        return opener.open(tenant, block);
    }
}
