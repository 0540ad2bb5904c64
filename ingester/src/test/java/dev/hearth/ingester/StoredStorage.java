// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.BlockCache;
import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Real segments. Each owner has a chain of its own, and so has the one who reads.
final class StoredStorage implements HistoryStorage {

    private static final long CACHE_BYTES = 4 << 20;

    private final ObjectStore store;
    private final List<TenantId> tenants;
    private final SegmentReader reader;
    private final SegmentChain chain;
    private long floor;

    StoredStorage(ObjectStore store, List<TenantId> tenants) {
        this.store = store;
        this.tenants = tenants;
        reader = newReader();
        chain = new SegmentChain("p", store, reader);
    }

    private SegmentReader newReader() {
        return new SegmentReader(store, new BlockCache(CACHE_BYTES));
    }

    @Override
    public Chain open() {
        SegmentReader own = newReader();
        return new StoredChain(
                new SegmentChain("p", store, own), own, Owner.CONFIG.retryWindow().toMillis());
    }

    @Override
    public Found read() throws IOException {
        ChainView view = view();
        return new Found(view.end(), view.segments().size(), profiles(view.segments()));
    }

    private ChainView view() throws IOException {
        ChainView view = chain.refresh();
        return view.begin() < floor ? chain.resynchronize() : view;
    }

    @Override
    public List<String> compact(int count) throws IOException {
        List<ChainView.Segment> first = view().segments().subList(0, count);
        List<String> profiles = profiles(first);
        if (!first.isEmpty()) {
            chain.raiseFloor(first.getLast().end(), List.of());
            floor = first.getLast().end();
            for (ChainView.Segment segment : first) {
                store.delete(segment.key());
            }
        }
        return profiles;
    }

    private List<String> profiles(List<ChainView.Segment> segments) throws IOException {
        List<String> profiles = new ArrayList<>();
        for (ChainView.Segment segment : segments) {
            for (TenantId tenant : tenants) {
                for (String id : PlainProfiles.ids(reader.source(segment.key(), tenant))) {
                    profiles.add(tenant + " " + id);
                }
            }
        }
        return profiles;
    }
}
