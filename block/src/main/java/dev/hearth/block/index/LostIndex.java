// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockKeys;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells a tenant that never had an index from one whose index is lost: the second has blocks.
final class LostIndex {

    private static final int LIST_LIMIT = 1000;
    private static final String META = "/meta.json";

    private final TenantId tenant;
    private final ObjectStore store;

    LostIndex(TenantId tenant, ObjectStore store) {
        this.tenant = tenant;
        this.store = store;
    }

    /// Key of the description of a block that is complete, null if there is none.
    @Nullable String firstBlock() throws IOException {
        String prefix = BlockKeys.blocks(tenant);
        List<String> keys = store.list(prefix, "", LIST_LIMIT);
        while (!keys.isEmpty()) {
            for (String key : keys) {
                if (key.endsWith(META) && store.size(key) >= 0) {
                    return key;
                }
            }
            keys = store.list(prefix, keys.getLast(), LIST_LIMIT);
        }
        return null;
    }
}
