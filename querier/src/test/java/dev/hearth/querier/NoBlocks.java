// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.ProfileSource;

/// A store in which nothing was compacted yet.
final class NoBlocks implements BlockCatalog {

    @Override
    public TenantIndex index(TenantId tenant, boolean anew) {
        return TenantIndex.empty(tenant);
    }

    @Override
    public ProfileSource open(TenantId tenant, BlockId block) throws NoSuchObjectException {
        throw new NoSuchObjectException(block.text());
    }
}
