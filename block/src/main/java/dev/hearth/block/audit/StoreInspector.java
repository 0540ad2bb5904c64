// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Looks at what a store holds, from indexes, descriptions of blocks, and footers of segments.
/// Writes nothing.
public final class StoreInspector {

    private final ObjectStore store;
    private final SegmentReader reader;
    private final BlockVerifier blocks;
    private final List<Problem> problems = new ArrayList<>();

    /// For one use.
    ///
    /// @param store the caller closes it
    public StoreInspector(ObjectStore store) {
        this.store = store;
        this.reader = new SegmentReader(store, new BlockCache(0));
        this.blocks = new BlockVerifier(store);
    }

    /// Looks.
    ///
    /// @throws IOException if the store fails; what is damaged is told among the problems
    public StoreInspection inspect() throws IOException {
        IndexCatalog catalog = new IndexCatalog(store, Duration.ZERO, System::nanoTime);
        List<StoreInspection.Tenant> tenants = new ArrayList<>();
        for (TenantId tenant : catalog.tenants()) {
            tenants.add(tenant(catalog.index(tenant)));
        }
        TreeSet<String> names =
                new TreeSet<>(ObjectFolders.names(store, SegmentKeys.SEGMENTS_ROOT));
        names.addAll(ObjectFolders.names(store, SegmentKeys.FLOORS_ROOT));
        List<StoreInspection.Partition> partitions = new ArrayList<>();
        for (String name : names) {
            partitions.add(partition(name));
        }
        return new StoreInspection(tenants, partitions, problems);
    }

    private StoreInspection.Tenant tenant(IndexStore store) {
        TenantId tenant = store.tenant();
        IndexStore.Version version;
        try {
            version = store.refresh();
        } catch (IOException e) {
            String key = BlockKeys.tenant(tenant) + "index/";
            problems.add(new Problem(key, VerifyProgress.text(e)));
            version = new IndexStore.Version(0, TenantIndex.empty(tenant));
        }
        TreeMap<String, StoreInspection.ServiceSize> services = new TreeMap<>();
        for (BlockId id : version.index().live().keySet()) {
            try {
                BlockMeta meta = blocks.read(tenant, id);
                for (BlockMeta.Service service : meta.services()) {
                    services.merge(
                            service.service(),
                            size(meta, service),
                            StoreInspection.ServiceSize::plus);
                }
            } catch (IOException e) {
                String key = BlockKeys.meta(tenant, id);
                problems.add(new Problem(key, VerifyProgress.text(e)));
            }
        }
        return new StoreInspection.Tenant(tenant, version.number(), version.index(), services);
    }

    private static StoreInspection.ServiceSize size(BlockMeta meta, BlockMeta.Service service) {
        SortedMap<BlockFile, Long> bytes = new TreeMap<>();
        service.rows()
                .forEach((file, rows) -> {
                    long all = 0;
                    for (BlockMeta.Service each : meta.services()) {
                        all += each.rows(file).count();
                    }
                    double share = all == 0 ? 0 : (double) rows.count() / all;
                    bytes.put(file, Math.round(share * meta.file(file).length()));
                });
        SegmentFooter.Rows profiles = service.rows(BlockFile.PROFILES);
        SegmentFooter.Rows samples = service.rows(BlockFile.SAMPLES);
        return new StoreInspection.ServiceSize(1, profiles.count(), samples.count(), bytes);
    }

    private StoreInspection.Partition partition(String name) throws IOException {
        SegmentChain chain = new SegmentChain(name, store, reader);
        long floor = chain.floor();
        List<String> keys = ObjectFolders.keys(store, SegmentKeys.segments(name));
        long below = keys.stream().filter(key -> SegmentKeys.position(key) < floor).count();
        try {
            ChainView view = chain.resynchronize();
            long bytes = 0;
            for (ChainView.Segment segment : view.segments()) {
                bytes += Math.max(0, store.size(segment.key()));
            }
            return new StoreInspection.Partition(
                    name, view.begin(), view.end(), view.segments().size(), bytes, below);
        } catch (IOException e) {
            problems.add(new Problem(SegmentKeys.segments(name), VerifyProgress.text(e)));
            return new StoreInspection.Partition(name, floor, floor, keys.size() - below, 0, below);
        }
    }
}
