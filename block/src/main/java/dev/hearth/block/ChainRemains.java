// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// What partitions leave in the store: which there are, and what lies below a floor. Reads listings
/// only, which may lag.
public final class ChainRemains {

    private static final int LIST_LIMIT = 1000;
    private static final List<String> ROOTS =
            List.of(SegmentKeys.SEGMENTS_ROOT, SegmentKeys.FLOORS_ROOT);

    private final ObjectStore store;

    /// @param store the caller closes it
    public ChainRemains(ObjectStore store) {
        this.store = store;
    }

    /// The partitions that have a segment or a floor, in order.
    public List<String> partitions() throws IOException {
        TreeSet<String> partitions = new TreeSet<>();
        for (String root : ROOTS) {
            partitions.addAll(ObjectFolders.names(store, root));
        }
        return List.copyOf(partitions);
    }

    /// Keys of the segments of a partition that begin below its floor, and of the floors below it:
    /// nobody reads them.
    public List<String> below(String partition, long floor) throws IOException {
        List<String> keys = new ArrayList<>();
        addBelow(SegmentKeys.segments(partition), floor, keys);
        addBelow(SegmentKeys.floors(partition), floor, keys);
        return keys;
    }

    private void addBelow(String prefix, long floor, List<String> into) throws IOException {
        String after = "";
        List<String> page = store.list(prefix, after, LIST_LIMIT);
        while (!page.isEmpty()) {
            for (String key : page) {
                long position = SegmentKeys.position(key);
                if (position >= floor) {
                    return;
                }
                if (position >= 0) {
                    into.add(key);
                }
            }
            after = page.getLast();
            page = page.size() < LIST_LIMIT ? List.of() : store.list(prefix, after, LIST_LIMIT);
        }
    }
}
