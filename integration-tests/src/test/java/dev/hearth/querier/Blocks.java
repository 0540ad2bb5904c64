// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import org.jspecify.annotations.NullMarked;

/// The blocks of a store for one querier.
@NullMarked
final class Blocks {

    private Blocks() {}

    static BlockCatalog of(ObjectStore store) {
        return new StoredBlocks(
                store,
                (tenant, block) -> {
                    throw new IOException("block %s of %s cannot be read".formatted(block, tenant));
                });
    }
}
