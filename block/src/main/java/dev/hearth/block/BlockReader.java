// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.objectstore.ObjectStore;

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

    /// A block; reads nothing yet.
    public BlockSource source(BlockMeta meta) {
        return new BlockSource(store, cache, meta);
    }
}
