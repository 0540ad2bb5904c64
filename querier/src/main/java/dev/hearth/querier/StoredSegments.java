// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.ChainView;
import dev.hearth.block.LostRanges;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.StoreLock;
import dev.hearth.query.ProfileSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The segments of an object store. Remembers the chains it has read, and follows them on from
/// there.
public final class StoredSegments implements SegmentCatalog {

    private static final String PREFIX = "segments/";

    /// How long a listing of partitions is good for. A partition that has an owner is known
    /// without.
    private static final long LISTING_NANOS = Duration.ofSeconds(10).toNanos();

    private final ObjectStore store;
    private final SegmentReader reader;
    private final LongSupplier nanoTime;
    private final Map<String, SegmentChain> chains = new ConcurrentHashMap<>();
    private final Set<String> partitions = ConcurrentHashMap.newKeySet();
    private final StoreLock listing = new StoreLock();
    private boolean isListed;
    private long listedNanoTime;
    private volatile List<LostRanges.Range> lost = List.of();

    /// Reads nothing yet.
    ///
    /// @param store where the segments lie; the caller closes it
    /// @param reader reads segments of the same store
    public StoredSegments(ObjectStore store, SegmentReader reader) {
        this(store, reader, System::nanoTime);
    }

    /// @param nanoTime a clock that nobody sets
    StoredSegments(ObjectStore store, SegmentReader reader, LongSupplier nanoTime) {
        this.store = store;
        this.reader = reader;
        this.nanoTime = nanoTime;
    }

    @Override
    public Set<String> partitions() throws IOException {
        listIfOld();
        return Set.copyOf(partitions);
    }

    @Override
    public List<LostRanges.Range> lost() throws IOException {
        listIfOld();
        return lost;
    }

    private void listIfOld() throws IOException {
        listing.lockInterruptibly();
        try {
            long now = nanoTime.getAsLong();
            if (!isListed || now - listedNanoTime > LISTING_NANOS) {
                partitions.addAll(ObjectFolders.names(store, PREFIX));
                lost = List.copyOf(new LostRanges(store).all());
                isListed = true;
                listedNanoTime = now;
            }
        } finally {
            listing.unlock();
        }
    }

    @Override
    public ChainView chain(String partition, boolean anew) throws IOException {
        SegmentChain chain =
                chains.computeIfAbsent(partition, p -> new SegmentChain(p, store, reader));
        return anew ? chain.resynchronize() : chain.refresh();
    }

    @Override
    public @Nullable ProfileSource open(ChainView.Segment segment, TenantId tenant)
            throws IOException {
        return reader.source(segment.key(), tenant);
    }
}
