// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.ProfileSource;
import java.io.IOException;

/// What a querier needs of the object store: the tenants' blocks. Safe for many threads; calls
/// block.
public interface BlockCatalog {

    /// Reads the newest version of a tenant's index: it was the newest at some moment between call
    /// and return. A tenant of which there are only segments has an empty one.
    ///
    /// @param anew whether what was read before turned out to be stale
    /// @throws IOException if the store fails or its bytes are wrong
    TenantIndex index(TenantId tenant, boolean anew) throws IOException;

    /// Opens a block.
    ///
    /// @throws NoSuchObjectException if the block was deleted
    /// @throws IOException if the store fails or its bytes are wrong
    ProfileSource open(TenantId tenant, BlockId block) throws IOException;
}
