// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.SegmentSource;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.ProfileSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// The segments in an object store. Remembers the chains that it followed.
public final class StoredSegments implements SegmentCatalog {

    private static final String SEGMENTS = "segments/";

    private final ObjectStore store;
    private final SegmentReader reader;
    private final ConcurrentHashMap<String, SegmentChain> chains = new ConcurrentHashMap<>();

    /// @param store where the segments lie; the caller closes it
    /// @param reader reads segments of the same store
    public StoredSegments(ObjectStore store, SegmentReader reader) {
        this.store = store;
        this.reader = reader;
    }

    /// Finds one key of each partition, then the next key behind all of that partition's.
    @Override
    public Set<String> partitions() throws IOException {
        Set<String> partitions = new TreeSet<>();
        List<String> found = store.list(SEGMENTS, "", 1);
        while (!found.isEmpty()) {
            String rest = found.getFirst().substring(SEGMENTS.length());
            String partition = rest.substring(0, rest.indexOf('/'));
            partitions.add(partition);
            // '0' follows '/': this sorts behind every key of the partition.
            found = store.list(SEGMENTS, SEGMENTS + partition + "0", 1);
        }
        return partitions;
    }

    @Override
    public PartitionChain chain(String partition, TenantId tenant) throws IOException {
        ChainView view =
                chains.computeIfAbsent(partition, name -> new SegmentChain(name, store, reader))
                        .resynchronize();
        List<ProfileSource> sources = new ArrayList<>();
        for (ChainView.Segment segment : view.segments()) {
            SegmentSource source = reader.source(segment.key(), tenant);
            if (source != null) {
                sources.add(source);
            }
        }
        return new PartitionChain(view.end(), sources);
    }
}
