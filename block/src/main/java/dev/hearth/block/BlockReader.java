// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;

/// Reads blocks, version 1, out of an object store.
///
/// Safe for many threads; reading blocks. A file whose bytes are wrong is a
/// [CorruptSegmentException] at the latest when the wrong part is read, one that is missing a
/// [dev.hearth.objectstore.NoSuchObjectException].
public final class BlockReader {

    private final ObjectStore store;
    private final BlockCache cache;

    /// @param store where the blocks lie; the caller closes it
    /// @param cache keeps decoded parts
    public BlockReader(ObjectStore store, BlockCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /// Makes a description of its bytes.
    @FunctionalInterface
    public interface MetaFormat {

        /// Reads a description.
        ///
        /// @param key the object, for messages
        /// @throws CorruptSegmentException if the bytes are none
        BlockMeta decode(String key, byte[] bytes) throws CorruptSegmentException;
    }

    /// A block; reads nothing yet.
    public BlockSource source(BlockMeta meta) {
        return new BlockSource(store, cache, meta);
    }

    /// A block of which only the name is known; reads nothing but its description.
    ///
    /// @throws dev.hearth.objectstore.NoSuchObjectException if there is no such block
    /// @throws CorruptSegmentException if the description is damaged, or of another block
    public BlockSource source(TenantId tenant, BlockId block, MetaFormat format)
            throws IOException {
        String key = BlockKeys.meta(tenant, block);
        BlockCache.Key part = new BlockCache.Key(key, tenant.value(), "meta", 0);
        return cache.get(part, Described.class, () -> describe(tenant, block, key, format))
                .source();
    }

    private Described describe(TenantId tenant, BlockId block, String key, MetaFormat format)
            throws IOException {
        byte[] bytes = store.get(key);
        BlockMeta meta = format.decode(key, bytes);
        if (!meta.id().equals(block) || !meta.tenant().equals(tenant)) {
            throw new CorruptSegmentException(
                    key,
                    0,
                    "it describes block %s of tenant \"%s\" (expected %s of \"%s\")"
                            .formatted(meta.id(), meta.tenant(), block, tenant));
        }
        return new Described(source(meta), 4L * bytes.length);
    }

    private record Described(BlockSource source, long weightBytes) implements BlockCache.Weighted {}
}
