// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockReader;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.querier.StoredBlocks;
import dev.hearth.querier.StoredSegments;
import io.micrometer.core.instrument.MeterRegistry;

/// The object store, and what reads it.
///
/// @param store the store; whoever opened it closes it
/// @param indexes the indexes of all tenants
/// @param segments the committed segments
/// @param blocks the tenants' blocks
record StorageParts(
        ObjectStore store, IndexCatalog indexes, StoredSegments segments, StoredBlocks blocks) {

    static StorageParts over(ObjectStore store, ProgramConfig config, MeterRegistry meters) {
        BlockCache cache = new BlockCache(config.app().cacheBytes());
        BlockCacheMetrics.register(cache, meters);
        IndexCatalog indexes =
                new IndexCatalog(store, config.compactor().deletionDelay(), System::nanoTime);
        return new StorageParts(
                store,
                indexes,
                new StoredSegments(store, new SegmentReader(store, cache)),
                new StoredBlocks(indexes, new BlockReader(store, cache)));
    }
}
