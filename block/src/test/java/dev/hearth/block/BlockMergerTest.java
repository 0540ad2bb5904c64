// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.merge.BlockMerger;
import dev.hearth.block.merge.MergeBounds;
import dev.hearth.block.merge.MergeInput;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.merge.TimeWindow;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.TimeRanges;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Seeded.class)
final class BlockMergerTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final long HOUR = 3_600_000_000_000L;
    private static final long START = 472_222 * HOUR;
    private static final List<TimeWindow> ALL_TIME =
            List.of(new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE));

    @TempDir private Path scratch;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final SegmentReader segments = new SegmentReader(store, new BlockCache(10_000_000));
    private int names;

    private BlockMerger merger(MergeBounds bounds) {
        return new BlockMerger(store, segments, scratch, bounds);
    }

    private List<BlockId> ids(int count) {
        List<BlockId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(BlockId.of(Instant.EPOCH.plusMillis(names++), new java.util.Random(names)));
        }
        return ids;
    }

    private static MergeJob job(int level, List<MergeInput> inputs, List<TimeWindow> windows) {
        return new MergeJob(TENANT, level, 0, inputs, windows, new TreeMap<>(), List.of());
    }

    private List<BlockMeta> merge(List<MergeInput> inputs, List<TimeWindow> windows)
            throws IOException {
        return merger(MergeBounds.DEFAULTS).merge(job(1, inputs, windows), this::ids);
    }

    /// Puts segments with random content; returns the content.
    private List<SegmentContent.Tenant> putSegments(
            RandomGenerator random, int count, long spreadNanos) throws IOException {
        List<SegmentContent.Tenant> tenants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TestContent.Shape shape =
                    new TestContent.Shape(
                            1 + random.nextInt(3),
                            1 + random.nextInt(5),
                            1 + random.nextInt(4),
                            1 + random.nextInt(40),
                            random.nextInt(3) == 0);
            SegmentContent.Tenant tenant =
                    TestContent.spread(
                            random, TestContent.tenant(random, "a", shape), START, spreadNanos);
            if (random.nextInt(3) == 0) {
                tenant = TestContent.observed(random, tenant, 3);
            }
            tenants.add(tenant);
            SegmentContent.Tenant other = TestContent.tenant(random, "b", shape);
            store.putIfAbsent(
                    key(i),
                    new SegmentWriter().write(TestContent.segment("p", i, i + 1, tenant, other)));
        }
        return tenants;
    }

    private static String key(int segment) {
        return SegmentKeys.segment("p", segment);
    }

    private static List<MergeInput> inputs(int segmentCount, HiddenTimes hidden) {
        List<MergeInput> inputs = new ArrayList<>();
        for (int i = 0; i < segmentCount; i++) {
            inputs.add(new MergeInput.OfSegment(key(i), hidden));
        }
        return inputs;
    }

    private static List<NaiveProfile> all(List<SegmentContent.Tenant> tenants) {
        List<NaiveProfile> profiles = new ArrayList<>();
        tenants.forEach(tenant -> profiles.addAll(NaiveProfile.of(tenant)));
        Collections.sort(profiles);
        return profiles;
    }

    private List<NaiveProfile> read(List<BlockMeta> blocks) throws IOException {
        List<NaiveProfile> profiles = new ArrayList<>();
        for (BlockMeta block : blocks) {
            profiles.addAll(new NaiveBlock(store, block).profiles());
        }
        Collections.sort(profiles);
        return profiles;
    }

    /// Compares everything that is derived from profiles with naive sums over them.
    private void checkDerived(List<BlockMeta> blocks) throws IOException {
        for (BlockMeta block : blocks) {
            NaiveBlock naive = new NaiveBlock(store, block);
            List<NaiveProfile> profiles = naive.profiles();
            check(naive, BlockFile.SAMPLES_5M, BlockFile.BUCKETS_5M, profiles, HOUR / 12);
            check(naive, BlockFile.SAMPLES_1H, BlockFile.BUCKETS_1H, profiles, HOUR);
            boolean isOneHour =
                    Math.floorDiv(block.minTimeNanos(), HOUR)
                            == Math.floorDiv(block.maxTimeNanos(), HOUR);
            assertThat(block.has(BlockFile.SAMPLES_1D)).isEqualTo(!isOneHour);
            assertThat(block.has(BlockFile.BUCKETS_1D)).isEqualTo(!isOneHour);
            if (!isOneHour) {
                check(naive, BlockFile.SAMPLES_1D, BlockFile.BUCKETS_1D, profiles, 24 * HOUR);
            }
            assertThat(naive.costs()).isEqualTo(NaiveProfile.costs(profiles)).isNotEmpty();
            assertThat(block.minTimeNanos())
                    .isEqualTo(profiles.stream().mapToLong(NaiveProfile::time).min().getAsLong());
            assertThat(block.maxTimeNanos())
                    .isEqualTo(profiles.stream().mapToLong(NaiveProfile::time).max().getAsLong());
        }
    }

    private static void check(
            NaiveBlock block,
            BlockFile samples,
            BlockFile buckets,
            List<NaiveProfile> profiles,
            long length)
            throws IOException {
        assertThat(block.sums(samples)).isEqualTo(NaiveProfile.sums(profiles, length));
        assertThat(block.buckets(buckets, samples))
                .isEqualTo(NaiveProfile.buckets(profiles, length));
    }

    @RepeatedTest(20)
    void everyProfileOfEverySegmentComesBack(RandomGenerator random) throws IOException {
        int count = 1 + random.nextInt(5);
        List<SegmentContent.Tenant> tenants =
                putSegments(random, count, 1 + random.nextLong(30 * HOUR));

        List<BlockMeta> blocks = merge(inputs(count, HiddenTimes.NOTHING), ALL_TIME);

        assertThat(blocks).hasSize(1);
        assertThat(read(blocks)).isEqualTo(all(tenants));
        checkDerived(blocks);
    }

    @RepeatedTest(20)
    void whatLiesInAWindowIsInItsBlockAlone(RandomGenerator random) throws IOException {
        int count = 1 + random.nextInt(4);
        List<SegmentContent.Tenant> tenants = putSegments(random, count, 10 * HOUR);
        List<TimeWindow> windows =
                List.of(
                        new TimeWindow(START, START + HOUR),
                        new TimeWindow(START + 2 * HOUR, START + 5 * HOUR),
                        new TimeWindow(START + 20 * HOUR, START + 21 * HOUR));

        List<BlockMeta> blocks = merge(inputs(count, HiddenTimes.NOTHING), windows);

        assertThat(read(blocks)).isEqualTo(all(tenants));
        checkDerived(blocks);
        for (BlockMeta block : blocks) {
            TimeWindow first = window(windows, block.minTimeNanos());
            for (NaiveProfile profile : read(List.of(block))) {
                assertThat(window(windows, profile.time())).isEqualTo(first);
            }
        }
    }

    private static TimeWindow window(List<TimeWindow> windows, long time) {
        return windows.stream()
                .filter(window -> window.contains(time))
                .findFirst()
                .orElse(ALL_TIME.getFirst());
    }

    @RepeatedTest(20)
    void whatIsHiddenIsLeftOut(RandomGenerator random) throws IOException {
        int count = 1 + random.nextInt(4);
        List<SegmentContent.Tenant> tenants = putSegments(random, count, 5 * HOUR);
        HiddenTimes hidden =
                series ->
                        series.getOrEmpty("pod").hashCode() % 3 == 0
                                ? TimeRanges.of(START + HOUR, START + 3 * HOUR)
                                : TimeRanges.NONE;
        List<NaiveProfile> expected =
                all(tenants).stream()
                        .filter(each -> !hidden.of(each.labels()).contains(each.time()))
                        .toList();

        List<BlockMeta> blocks = merge(inputs(count, hidden), ALL_TIME);

        assertThat(read(blocks)).isEqualTo(expected);
        checkDerived(blocks);
    }

    @Test
    void nothingIsMadeOfNothing(RandomGenerator random) throws IOException {
        putSegments(random, 2, HOUR);

        List<BlockMeta> blocks =
                merge(inputs(2, _ -> TimeRanges.of(Long.MIN_VALUE, Long.MAX_VALUE)), ALL_TIME);

        assertThat(blocks).isEmpty();
        assertThat(names).isZero();
        assertThat(store.list(BlockKeys.tenant(TENANT), "", 10)).isEmpty();
    }

    @RepeatedTest(10)
    void aMergeOfMergesIsTheMergeOfAll(RandomGenerator random) throws IOException {
        int count = 2 + random.nextInt(4);
        List<SegmentContent.Tenant> tenants = putSegments(random, count, 8 * HOUR);
        List<MergeInput> inputs = inputs(count, HiddenTimes.NOTHING);
        List<TimeWindow> hours =
                List.of(
                        new TimeWindow(START, START + 2 * HOUR),
                        new TimeWindow(START + 2 * HOUR, START + 4 * HOUR));
        int cut = random.nextInt(count);
        List<BlockMeta> first = new ArrayList<>(merge(inputs.subList(0, cut), hours));
        first.addAll(merge(inputs.subList(cut, count), hours));
        List<MergeInput> second = new ArrayList<>();
        for (BlockMeta block : first) {
            second.add(new MergeInput.OfBlock(block, HiddenTimes.NOTHING));
        }

        List<BlockMeta> merged =
                merger(MergeBounds.DEFAULTS).merge(job(2, second, ALL_TIME), this::ids);
        List<BlockMeta> direct = merge(inputs, ALL_TIME);

        assertThat(merged).hasSize(1);
        assertThat(merged.getFirst().level()).isEqualTo(2);
        assertThat(read(merged)).isEqualTo(all(tenants)).isEqualTo(read(direct));
        checkDerived(merged);
        NaiveBlock a = new NaiveBlock(store, merged.getFirst());
        NaiveBlock b = new NaiveBlock(store, direct.getFirst());
        assertThat(a.costs()).isEqualTo(b.costs());
        assertThat(a.sums(BlockFile.SAMPLES_1D)).isEqualTo(b.sums(BlockFile.SAMPLES_1D));
    }

    @Test
    void equalInputsGiveEqualFiles(RandomGenerator random) throws IOException {
        putSegments(random, 3, 5 * HOUR);

        BlockMeta a = merge(inputs(3, HiddenTimes.NOTHING), ALL_TIME).getFirst();
        BlockMeta b = merge(inputs(3, HiddenTimes.NOTHING), ALL_TIME).getFirst();

        assertThat(a.id()).isNotEqualTo(b.id());
        assertThat(a.files()).isEqualTo(b.files());
        for (BlockFile file : a.files().keySet()) {
            assertThat(store.get(BlockKeys.file(TENANT, a.id(), file)))
                    .isEqualTo(store.get(BlockKeys.file(TENANT, b.id(), file)))
                    .hasSize((int) a.file(file).length());
        }
    }

    @Test
    void largeBlocksAreSplitBetweenServicesAndSeries(RandomGenerator random) throws IOException {
        SegmentContent.Tenant tenant =
                TestContent.tenant(random, "a", new TestContent.Shape(3, 5, 4, 50, false));
        store.putIfAbsent(
                key(0), new SegmentWriter().write(TestContent.segment("p", 0, 1, tenant)));
        MergeBounds bounds = new MergeBounds(1 << 30, 300, 1 << 20, 1 << 20);

        List<BlockMeta> blocks =
                merger(bounds).merge(job(1, inputs(1, HiddenTimes.NOTHING), ALL_TIME), this::ids);

        assertThat(read(blocks)).isEqualTo(all(List.of(tenant)));
        checkDerived(blocks);
        assertThat(blocks.size()).isGreaterThan(5);
        for (BlockMeta block : blocks) {
            assertThat(block.services()).hasSize(1);
            assertThat(block.sources().job()).hasSize(blocks.size()).contains(block.id());
            assertThat(block.services().getFirst().rows(BlockFile.SAMPLES).count())
                    .isLessThanOrEqualTo(300);
        }
    }

    @Test
    void servicesAreFoundByTheirRows(RandomGenerator random) throws IOException {
        putSegments(random, 3, 5 * HOUR);
        BlockMeta block = merge(inputs(3, HiddenTimes.NOTHING), ALL_TIME).getFirst();
        NaiveBlock naive = new NaiveBlock(store, block);

        Map<BlockFile, Integer> ends = new TreeMap<>();
        for (BlockMeta.Service service : block.services()) {
            SegmentFooter.Rows series = service.rows(BlockFile.SERIES);
            for (int i = series.first(); i < series.end(); i++) {
                assertThat(naive.services[i])
                        .isEqualTo(service.service())
                        .isEqualTo(naive.labels[i].get(Labels.SERVICE_NAME));
            }
            service.rows()
                    .forEach((file, rows) -> {
                        assertThat(rows.first()).isEqualTo(ends.getOrDefault(file, 0));
                        ends.put(file, rows.end());
                    });
        }
        for (BlockFile file : ends.keySet()) {
            assertThat(naive.file(file).rows()).isEqualTo(ends.get(file));
        }
        assertThat(ends.keySet()).contains(BlockFile.FUNCTION_COSTS, BlockFile.SAMPLES_1D);
    }

    @Test
    void leavesNoScratchFiles(RandomGenerator random) throws IOException {
        putSegments(random, 2, HOUR);
        merge(inputs(2, HiddenTimes.NOTHING), ALL_TIME);

        try (Stream<Path> left = Files.walk(scratch)) {
            assertThat(left).containsExactly(scratch);
        }
    }
}
