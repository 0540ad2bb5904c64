// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;

/// Deletes the objects of blocks that do not count.
final class BlockRemover {

    private final ObjectStore store;

    BlockRemover(ObjectStore store) {
        this.store = store;
    }

    /// Deletes a block: what is listed, and what a listing may lack.
    ///
    /// @return objects that were there
    int remove(TenantId tenant, BlockId block) throws IOException {
        SortedSet<String> keys = new TreeSet<>();
        for (BlockFile file : BlockFile.values()) {
            keys.add(BlockKeys.file(tenant, block, file));
        }
        keys.add(BlockKeys.meta(tenant, block));
        keys.addAll(ObjectFolders.keys(store, BlockKeys.block(tenant, block)));
        int removed = 0;
        for (String key : keys) {
            if (store.size(key) >= 0) {
                store.delete(key);
                removed++;
            }
        }
        return removed;
    }
}
