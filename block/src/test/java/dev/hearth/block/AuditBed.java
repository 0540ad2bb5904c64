// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.index.BlockChange;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.DeletionStore;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.merge.BlockIds;
import dev.hearth.block.merge.BlockMerger;
import dev.hearth.block.merge.MergeBounds;
import dev.hearth.block.merge.MergeInput;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.merge.TimeWindow;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.HiddenTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// A store with segments, a floor, two tenants' indexes, a deletion, and blocks of two levels.
final class AuditBed {

    static final String PARTITION = "p";
    static final TenantId A = new TenantId("a");
    static final TenantId B = new TenantId("b");
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final long STEP = 10;

    final MemoryObjectStore store = new MemoryObjectStore();
    private final SegmentReader segments = new SegmentReader(store, new BlockCache(0));
    private final RandomGenerator random;
    private final BlockMerger merger;
    private long end;
    private int names;

    AuditBed(RandomGenerator random, Path scratch) throws Exception {
        this.random = random;
        this.merger = new BlockMerger(store, segments, scratch, MergeBounds.DEFAULTS);
        for (int round = 0; round < 3; round++) {
            cut();
            cut();
            compact(A);
            compact(B);
        }
        merge(A);
        delete(A);
        new SegmentChain(PARTITION, store, segments).raiseFloor(2 * STEP, List.of());
        store.delete(SegmentKeys.segment(PARTITION, 0));
        cut();
    }

    private record Names(List<BlockId> ids, String life) implements BlockIds {
        @Override
        public List<BlockId> announce(int count) {
            return ids;
        }
    }

    IndexStore index(TenantId tenant) {
        return new IndexStore(tenant, store, Duration.ZERO, System::nanoTime);
    }

    private void cut() {
        SegmentContent content =
                TestContent.segment(
                        PARTITION,
                        end,
                        end + STEP,
                        TestContent.tenant(random, "a", new TestContent.Shape(2, 2, 2, 9, false)),
                        TestContent.tenant(random, "b", new TestContent.Shape(1, 1, 2, 9, false)));
        store.putIfAbsent(SegmentKeys.segment(PARTITION, end), new SegmentWriter().write(content));
        end += STEP;
    }

    private void compact(TenantId tenant) throws Exception {
        IndexStore index = index(tenant);
        long from = index.refresh().index().covered(PARTITION);
        List<MergeInput> inputs = new ArrayList<>();
        for (long at = from; at < end; at += STEP) {
            String key = SegmentKeys.segment(PARTITION, at);
            inputs.add(new MergeInput.OfSegment(key, HiddenTimes.NOTHING));
        }
        SortedMap<String, BlockChange.Range> ranges = new TreeMap<>();
        ranges.put(PARTITION, new BlockChange.Range(from, end, 0));
        commit(index, inputs, List.of(), positions(from, end), ranges);
    }

    private void merge(TenantId tenant) throws Exception {
        IndexStore index = index(tenant);
        List<MergeInput> inputs = new ArrayList<>();
        List<BlockId> sources = new ArrayList<>();
        for (BlockId id : index.refresh().index().live().keySet()) {
            if (sources.size() < 2) {
                String key = BlockKeys.meta(tenant, id);
                BlockMeta meta = new BlockMetaJson().decode(key, store.get(key));
                inputs.add(new MergeInput.OfBlock(meta, HiddenTimes.NOTHING));
                sources.add(id);
            }
        }
        commit(index, inputs, sources, positions(0, end), new TreeMap<>());
    }

    private static SortedMap<String, BlockMeta.Positions> positions(long from, long to) {
        return new TreeMap<>(Map.of(PARTITION, new BlockMeta.Positions(from, to)));
    }

    private void commit(
            IndexStore index,
            List<MergeInput> inputs,
            List<BlockId> sources,
            SortedMap<String, BlockMeta.Positions> positions,
            SortedMap<String, BlockChange.Range> ranges)
            throws Exception {
        MergeJob job =
                new MergeJob(
                        index.tenant(),
                        sources.isEmpty() ? 1 : 2,
                        0,
                        inputs,
                        List.of(new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE)),
                        positions,
                        sources);
        List<BlockId> ids = List.of(BlockId.of(NOW.plusSeconds(names++), random));
        String life = index.update(old -> old.begin(ids, NOW)).index().life();
        List<BlockMeta> made = merger.merge(job, new Names(ids, life));
        BlockChange change =
                new BlockChange(
                        made.stream().map(IndexedBlock::of).toList(),
                        new TreeSet<>(sources),
                        ranges);
        index.update(old -> old.commit(change, NOW));
    }

    private void delete(TenantId tenant) throws Exception {
        Deletion deletion =
                Deletion.of(
                        BlockId.of(NOW.plusSeconds(names++), random),
                        "{service_name=\"none\"}",
                        0,
                        100,
                        new TreeMap<>(Map.of(PARTITION, end)),
                        NOW);
        new DeletionStore(store).put(tenant, deletion);
        index(tenant).update(old -> old.delete(deletion));
    }

    List<String> keys() {
        return store.list("", "", Integer.MAX_VALUE);
    }

    void replace(String key, byte[] bytes) {
        store.delete(key);
        store.putIfAbsent(key, bytes);
    }

    TenantIndex newest(TenantId tenant) throws Exception {
        return index(tenant).refresh().index();
    }
}
