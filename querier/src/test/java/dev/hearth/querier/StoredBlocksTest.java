// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.BlockReader;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.BlockChange;
import dev.hearth.block.index.CopySearch;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.LostPart;
import dev.hearth.block.merge.BlockMerger;
import dev.hearth.block.merge.MergeBounds;
import dev.hearth.block.merge.MergeInput;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.Cancellation;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.ResultCache;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queries over blocks as they are really made and indexed.
final class StoredBlocksTest {

    private static final TenantId TENANT = new TenantId("t1");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final BlockCache parts = new BlockCache(10_000_000);
    private final SegmentReader reader = new SegmentReader(store, parts);
    private final IndexCatalog indexes =
            new IndexCatalog(store, Duration.ofHours(2), System::nanoTime);
    private final SplittableRandom random = new SplittableRandom(1);
    private final ResultCache results = new ResultCache(1 << 20);
    private final QueryPool pool = new QueryPool(2);
    private final OneProfileSegments segments = new OneProfileSegments(store, reader);

    @TempDir private Path scratch;

    @AfterEach
    void close() {
        pool.close();
    }

    private long total(MissingSources missing) throws IOException {
        QueryPlanner planner =
                new QueryPlanner(
                        new StoredSegments(store, reader),
                        new StoredBlocks(indexes, new BlockReader(store, parts)),
                        List::of,
                        List::of,
                        new Expiry(Limits.same(TenantLimits.defaults()), InstantSource.fixed(NOW)),
                        new SomeAtATime(2),
                        new QuerierMetrics(new SimpleMeterRegistry()));
        Selection all = Selection.of(new SeriesMatcher(Selector.ALL), 0, Long.MAX_VALUE);
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));
        QueryEngine engine = new QueryEngine(pool, results).telling(missing);
        return planner.query(
                Tenants.of(TENANT),
                missing,
                cancellation,
                plans ->
                        engine.callTree(
                                        PlannedPart.sources(plans.getFirst().parts()),
                                        all,
                                        cancellation)
                                .build()
                                .total());
    }

    private long total() throws IOException {
        return total(new MissingSources(false));
    }

    /// Makes blocks of some segments, and enters them.
    private List<BlockMeta> compact(long start, long end, String... keys) throws Exception {
        List<MergeInput> inputs = new ArrayList<>();
        for (String key : keys) {
            inputs.add(new MergeInput.OfSegment(key, HiddenTimes.NOTHING));
        }
        TreeMap<String, BlockMeta.Positions> positions = new TreeMap<>();
        positions.put("p", new BlockMeta.Positions(start, end));
        MergeJob job = new MergeJob(TENANT, 1, 0, inputs, List.of(), positions, List.of());
        List<BlockMeta> made =
                new BlockMerger(store, reader, scratch, MergeBounds.DEFAULTS)
                        .merge(job, this::announce);
        TreeMap<String, BlockChange.Range> ranges = new TreeMap<>();
        ranges.put("p", new BlockChange.Range(start, end, 0));
        BlockChange change =
                new BlockChange(
                        made.stream().map(IndexedBlock::of).toList(), new TreeSet<>(), ranges);
        indexes.index(TENANT).update(index -> index.commit(change, NOW));
        return made;
    }

    private List<BlockId> announce(int count) throws IOException {
        List<BlockId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(BlockId.of(NOW, random));
        }
        try {
            indexes.index(TENANT).update(index -> index.begin(ids, NOW));
        } catch (dev.hearth.block.index.StaleIndexException e) {
            throw new IllegalStateException(e);
        }
        return ids;
    }

    @Test
    void blocksStandForTheSegmentsThatTheyWereMadeOf() throws Exception {
        String first = segments.commit("p", 0, 5, TENANT, 1);
        String second = segments.commit("p", 5, 9, TENANT, 2);
        segments.commit("p", 9, 12, TENANT, 4);
        assertThat(total()).isEqualTo(7);

        compact(0, 9, first, second);

        assertThat(total()).isEqualTo(7);
        store.delete(first);
        store.delete(second);
        assertThat(total()).isEqualTo(7);
        assertThat(results.stats().hits()).isPositive();
    }

    @Test
    void whatIsDeletedIsHiddenAtOnceInBlocksAndSegments() throws Exception {
        String first = segments.commit("p", 0, 5, TENANT, 1);
        compact(0, 5, first);
        segments.commit("p", 5, 9, TENANT, 2);
        assertThat(total()).isEqualTo(3);
        TreeMap<String, Long> positions = new TreeMap<>();
        positions.put("p", 9L);
        Deletion deletion =
                Deletion.of(
                        BlockId.of(NOW, random), "{service_name=\"s\"}", 0, 100, positions, NOW);

        indexes.index(TENANT).update(index -> index.delete(deletion));

        assertThat(total()).isZero();
        segments.commit("p", 9, 12, TENANT, 4);
        assertThat(total()).isEqualTo(4);
    }

    @Test
    void aDamagedBlockIsNamedOrLeftOut() throws Exception {
        String first = segments.commit("p", 0, 5, TENANT, 1);
        BlockMeta block = compact(0, 5, first).getFirst();
        segments.commit("p", 5, 9, TENANT, 2);
        String key = BlockKeys.file(TENANT, block.id(), BlockFile.STACKS);
        byte[] bytes = store.get(key);
        bytes[bytes.length / 2] ^= 1;
        store.delete(key);
        store.putIfAbsent(key, bytes);

        assertThatThrownBy(this::total)
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining(key);
        MissingSources missing = new MissingSources(true);
        assertThat(total(missing)).isEqualTo(2);
        assertThat(missing.count()).isEqualTo(1);
        assertThat(missing.reasons()).singleElement().asString().contains(key);
    }

    @Test
    void whatAnOperatorGaveUpFailsNoAnswerAndIsTold() throws Exception {
        String first = segments.commit("p", 0, 5, TENANT, 1);
        BlockMeta block = compact(0, 5, first).getFirst();
        segments.commit("p", 5, 9, TENANT, 2);
        store.delete(BlockKeys.meta(TENANT, block.id()));
        LostPart part = new LostPart("segments/p/7", 20, 30, NOW);
        indexes.index(TENANT)
                .update(index ->
                        index.skip(block.id(), true)
                                .commit(
                                        new BlockChange(
                                                List.of(),
                                                new TreeSet<>(),
                                                new TreeMap<>(),
                                                CopySearch.NONE,
                                                List.of(part)),
                                        NOW));

        MissingSources missing = new MissingSources(false);
        assertThat(total(missing)).isEqualTo(2);

        assertThat(missing.count()).isEqualTo(2);
        assertThat(missing.reasons())
                .containsExactly(
                        "block %s is damaged and skipped".formatted(block.id()),
                        "profiles in \"segments/p/7\" are lost: it was damaged, and given up");
        MissingSources later =
                new MissingSources(false, Math.max(31, block.maxTimeNanos() + 1), Long.MAX_VALUE);
        total(later);
        assertThat(later.count()).as("of other times").isZero();
    }

    @Test
    void aBlockThatIsGoneForGoodIsNamedOrLeftOut() throws Exception {
        String first = segments.commit("p", 0, 5, TENANT, 1);
        BlockMeta block = compact(0, 5, first).getFirst();
        segments.commit("p", 5, 9, TENANT, 2);
        String key = BlockKeys.meta(TENANT, block.id());
        store.delete(key);

        assertThatThrownBy(this::total).hasMessageContaining(key);
        MissingSources missing = new MissingSources(true);
        assertThat(total(missing)).isEqualTo(2);
        assertThat(missing.reasons()).singleElement().asString().contains(key);
    }
}
