// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockReader;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.query.ProfileSource;
import java.io.IOException;

/// The blocks of an object store.
public final class StoredBlocks implements BlockCatalog {

    private final IndexCatalog indexes;
    private final BlockReader reader;

    /// Reads nothing yet.
    ///
    /// @param indexes the indexes of all tenants
    /// @param reader reads blocks of the same store
    public StoredBlocks(IndexCatalog indexes, BlockReader reader) {
        this.indexes = indexes;
        this.reader = reader;
    }

    @Override
    public TenantIndex index(TenantId tenant, boolean anew) throws IOException {
        IndexStore index = indexes.index(tenant);
        return (anew ? index.resynchronize() : index.refresh()).index();
    }

    @Override
    public ProfileSource open(TenantId tenant, BlockId block) throws IOException {
        return reader.source(reader.meta(tenant, block));
    }
}
