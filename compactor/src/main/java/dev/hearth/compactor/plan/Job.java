// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.index.IndexedBlock;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One thing to do for a tenant: one commit of its index.
public sealed interface Job {

    /// Blocks that are taken away unread: nothing in them counts.
    record Drop(List<BlockId> blocks) implements Job {
        /// Keeps a copy of the list.
        public Drop {
            blocks = List.copyOf(blocks);
        }
    }

    /// Segments become blocks.
    ///
    /// @param pieces the tenant's parts, by partition and position; may be none
    /// @param ranges for each partition the positions that are in blocks then
    record Segments(List<Piece> pieces, SortedMap<String, BlockMeta.Positions> ranges)
            implements Job {
        /// Keeps copies.
        public Segments {
            pieces = List.copyOf(pieces);
            ranges = Collections.unmodifiableSortedMap(new TreeMap<>(ranges));
        }
    }

    /// Several blocks become one, or a few.
    record Merge(List<IndexedBlock> blocks) implements Job {
        /// Keeps a copy of the list.
        public Merge {
            blocks = List.copyOf(blocks);
        }
    }

    /// A block is written anew without what was deleted.
    record ApplyDeletions(IndexedBlock block) implements Job {}

    /// A block is written anew without what is too old, if that is enough.
    record ApplyRetention(IndexedBlock block) implements Job {}
}
