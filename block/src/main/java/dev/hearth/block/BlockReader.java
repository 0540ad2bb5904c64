// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;

/// Reads blocks, version 1, out of an object store.
///
/// Safe for many threads; calls block. A file whose bytes are wrong is a [CorruptSegmentException]
/// at the latest when the wrong part is read, one that is missing a [NoSuchObjectException].
public final class BlockReader {

    private final ObjectStore store;
    private final BlockCache cache;
    private final BlockMetaJson json = new BlockMetaJson();

    /// @param store where the blocks lie; the caller closes it
    /// @param cache keeps decoded parts
    public BlockReader(ObjectStore store, BlockCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /// Reads the description of a block.
    ///
    /// @throws NoSuchObjectException if there is no such block
    /// @throws CorruptSegmentException if its bytes are wrong
    public BlockMeta meta(TenantId tenant, BlockId block) throws IOException {
        return cache.get(
                        new BlockCache.Key(
                                BlockKeys.block(tenant, block), tenant.value(), "meta.json", 0),
                        StoredParts.Meta.class,
                        () -> new StoredParts.Meta(readMeta(tenant, block)))
                .meta();
    }

    private BlockMeta readMeta(TenantId tenant, BlockId block) throws IOException {
        String key = BlockKeys.meta(tenant, block);
        BlockMeta meta = json.decode(key, store.get(key));
        if (!meta.tenant().equals(tenant) || !meta.id().equals(block)) {
            throw new CorruptSegmentException(
                    key,
                    0,
                    "block is %s of tenant \"%s\" (expected %s of \"%s\")"
                            .formatted(meta.id(), meta.tenant().value(), block, tenant.value()));
        }
        return meta;
    }

    /// Opens a block; reads nothing yet.
    public BlockSource source(BlockMeta meta) {
        return new BlockSource(store, cache, meta);
    }
}
