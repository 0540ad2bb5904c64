// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMetaJson;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells a life whose index does not exist yet from one whose index is lost: the second has blocks,
/// or marks of what was given up.
final class LostIndex {

    private static final int LIST_LIMIT = 1000;
    private static final String META = "/meta.json";

    private final TenantId tenant;
    private final ObjectStore store;
    private final BlockMetaJson json = new BlockMetaJson();
    private final GivenUpStore givenUp;

    LostIndex(TenantId tenant, ObjectStore store) {
        this.tenant = tenant;
        this.store = store;
        this.givenUp = new GivenUpStore(store);
    }

    /// Key of the description of a block that is complete, or of a mark; null if there is none.
    ///
    /// @param life only those of this life; null for all. One that cannot be read may be of any
    @Nullable String firstTrace(@Nullable String life) throws IOException {
        String prefix = BlockKeys.blocks(tenant);
        List<String> keys = store.list(prefix, "", LIST_LIMIT);
        while (!keys.isEmpty()) {
            for (String key : keys) {
                if (key.endsWith(META) && isOf(key, life)) {
                    return key;
                }
            }
            keys = store.list(prefix, keys.getLast(), LIST_LIMIT);
        }
        for (String key : givenUp.keys(tenant)) {
            if (isMarkOf(key, life)) {
                return key;
            }
        }
        return null;
    }

    private boolean isMarkOf(String key, @Nullable String life) throws IOException {
        try {
            return givenUp.read(tenant, key).life().equals(life) || life == null;
        } catch (NoSuchObjectException e) {
            return false;
        } catch (CorruptIndexException e) {
            return true;
        }
    }

    private boolean isOf(String key, @Nullable String life) throws IOException {
        try {
            byte[] bytes = store.get(key);
            return life == null || json.decode(key, bytes).life().equals(life);
        } catch (NoSuchObjectException e) {
            return false;
        } catch (CorruptSegmentException e) {
            return true;
        }
    }
}
