// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.merge.BlockIds;
import dev.hearth.block.merge.BlockMerger;
import dev.hearth.block.merge.MergeBounds;
import dev.hearth.block.merge.MergeInput;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.merge.TimeHistogram;
import dev.hearth.block.merge.TimeWindow;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFile;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ForwardingStore;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.TimeRanges;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a merge leaves when it fails, and what else there is to a job.
@ExtendWith(Seeded.class)
final class BlockMergeFailureTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final long HOUR = 3_600_000_000_000L;
    private static final long START = 472_222 * HOUR;
    private static final String KEY = SegmentKeys.segment("p", 7);

    @TempDir private Path scratch;

    private MemoryObjectStore store = new MemoryObjectStore();
    private SegmentContent.Tenant tenant =
            TestContent.tenant(new Random(1), "a", new TestContent.Shape(1, 1, 1, 1, false));
    private byte[] segment = {};

    @BeforeEach
    void putSegment(RandomGenerator random) throws IOException {
        tenant =
                TestContent.spread(
                        random,
                        TestContent.tenant(random, "a", new TestContent.Shape(3, 4, 5, 60, true)),
                        START,
                        6 * HOUR);
        segment = new SegmentWriter().write(TestContent.segment("p", 7, 9, tenant));
        store.putIfAbsent(KEY, segment);
    }

    private static MergeJob job(HiddenTimes hidden) {
        TreeMap<String, BlockMeta.Positions> positions = new TreeMap<>();
        positions.put("p", new BlockMeta.Positions(7, 9));
        return new MergeJob(
                TENANT,
                1,
                5,
                List.of(new MergeInput.OfSegment(KEY, hidden)),
                List.of(new TimeWindow(START, START + 2 * HOUR)),
                positions,
                List.of());
    }

    private List<BlockMeta> merge(ObjectStore from, BlockIds ids) throws IOException {
        SegmentReader segments = new SegmentReader(from, new BlockCache(1_000_000));
        return new BlockMerger(from, segments, scratch, MergeBounds.DEFAULTS)
                .merge(job(HiddenTimes.NOTHING), ids);
    }

    private static List<BlockId> ids(int count) {
        List<BlockId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(BlockId.of(Instant.ofEpochMilli(i), new Random(i)));
        }
        return ids;
    }

    private void assertNoScratchFiles() throws IOException {
        try (Stream<Path> left = Files.walk(scratch)) {
            assertThat(left).containsExactly(scratch);
        }
    }

    private boolean hasMeta() throws IOException {
        return store.list(BlockKeys.tenant(TENANT), "", 1000).stream()
                .anyMatch(key -> key.endsWith("meta.json"));
    }

    @Test
    void aPutThatFailsLeavesNoDescription() throws IOException {
        for (int allowed = 0; allowed < 30; allowed++) {
            FailingStore failing = new FailingStore(store, allowed);

            assertThatThrownBy(() -> merge(failing, BlockMergeFailureTest::ids))
                    .isInstanceOf(IOException.class)
                    .hasMessage("store is full");

            assertThat(hasMeta()).isFalse();
            assertNoScratchFiles();
            for (String key : store.list(BlockKeys.tenant(TENANT), "", 1000)) {
                store.delete(key);
            }
        }
        merge(store, BlockMergeFailureTest::ids);
        assertThat(hasMeta()).isTrue();
    }

    @Test
    void nothingIsPutUnlessItIsAnnounced() throws IOException {
        assertThatThrownBy(() ->
                        merge(
                                store,
                                _ -> {
                                    throw new IOException("index is away");
                                }))
                .hasMessage("index is away");

        assertThat(store.list(BlockKeys.tenant(TENANT), "", 10)).isEmpty();
        assertNoScratchFiles();
    }

    @Test
    void aBlockThatExistsIsLeftAlone() throws IOException {
        merge(store, BlockMergeFailureTest::ids);

        assertThatThrownBy(() -> merge(store, BlockMergeFailureTest::ids))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exists (expected a new block)");
    }

    @Test
    void describesABlockAsItIsStored() throws IOException {
        BlockMetaJson json = new BlockMetaJson();
        List<BlockMeta> blocks = merge(store, BlockMergeFailureTest::ids);

        assertThat(blocks).hasSize(2);
        for (BlockMeta block : blocks) {
            String key = BlockKeys.meta(TENANT, block.id());
            byte[] bytes = store.get(key);
            assertThat(json.decode(key, bytes)).isEqualTo(block);
            assertThat(block.level()).isEqualTo(1);
            assertThat(block.deletionsApplied()).isEqualTo(5);
            assertThat(block.sources().positions())
                    .containsEntry("p", new BlockMeta.Positions(7, 9));
            assertThat(block.sources().job())
                    .isEqualTo(blocks.stream().map(BlockMeta::id).toList());
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= 1;
                assertThatThrownBy(() -> json.decode(key, changed))
                        .isInstanceOf(CorruptSegmentException.class)
                        .hasMessageContaining(key);
            }
        }
    }

    @Test
    void noDamagedInputBecomesABlock(RandomGenerator random) throws IOException {
        SegmentReader reader = new SegmentReader(store, new BlockCache(1_000_000));
        SegmentFooter.Tenant part = reader.footer(KEY).tenants().getFirst();
        for (int i = 0; i < 60; i++) {
            SegmentFile[] all = SegmentFile.values();
            SegmentFile file = all[random.nextInt(all.length)];
            if (!part.has(file)) {
                continue;
            }
            FileRange range = part.file(file);
            byte[] changed = segment.clone();
            changed[(int) range.offset() + random.nextInt(range.length())] ^=
                    (byte) (1 << random.nextInt(8));
            store = new MemoryObjectStore();
            store.putIfAbsent(KEY, changed);

            assertThatThrownBy(() -> merge(store, BlockMergeFailureTest::ids))
                    .isInstanceOf(CorruptSegmentException.class)
                    .hasMessageContaining(KEY)
                    .hasMessageContaining(file.fileName());
            assertThat(store.list(BlockKeys.tenant(TENANT), "", 10)).isEmpty();
        }
    }

    @Test
    void countsSamplesByTime() throws IOException {
        SegmentReader segments = new SegmentReader(store, new BlockCache(1_000_000));
        HiddenTimes hidden =
                series ->
                        series.getOrEmpty("pod").endsWith("2")
                                ? TimeRanges.of(START, START + HOUR)
                                : TimeRanges.NONE;
        SortedMap<Long, Long> expected = new TreeMap<>();
        for (NaiveProfile profile : NaiveProfile.of(tenant)) {
            if (!hidden.of(profile.labels()).contains(profile.time())) {
                expected.merge(
                        profile.time() / HOUR * HOUR, (long) profile.samples().size(), Long::sum);
            }
        }

        assertThat(new TimeHistogram(store, segments).count(TENANT, job(hidden).inputs(), HOUR))
                .isEqualTo(expected)
                .isNotEmpty();
    }

    @Test
    void aSegmentWithoutTheTenantIsNothing() throws IOException {
        SegmentReader segments = new SegmentReader(store, new BlockCache(1_000_000));
        MergeJob job =
                new MergeJob(
                        new TenantId("c"),
                        1,
                        0,
                        job(HiddenTimes.NOTHING).inputs(),
                        List.of(),
                        new TreeMap<>(),
                        List.of());

        assertThat(
                        new BlockMerger(store, segments, scratch, MergeBounds.DEFAULTS)
                                .merge(job, BlockMergeFailureTest::ids))
                .isEmpty();
    }

    @Test
    void refusesWindowsThatOverlap() {
        assertThatThrownBy(() ->
                        new MergeJob(
                                TENANT,
                                1,
                                0,
                                List.of(),
                                List.of(new TimeWindow(0, 10), new TimeWindow(9, 12)),
                                new TreeMap<>(),
                                List.of()))
                .hasMessageContaining("expected no overlap");
    }

    /// Fails from some put on.
    private static final class FailingStore extends ForwardingStore {

        private int allowed;

        FailingStore(ObjectStore store, int allowed) {
            super(store);
            this.allowed = allowed;
        }

        private void count() throws IOException {
            if (allowed-- == 0) {
                throw new IOException("store is full");
            }
        }

        @Override
        public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
            count();
            return super.putIfAbsent(key, bytes);
        }

        @Override
        public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
            count();
            return super.putIfAbsent(key, content);
        }
    }
}
