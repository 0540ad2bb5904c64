// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.Dataset;
import dev.hearth.query.PointTotals;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.SampleFilter;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whatever happens to a file of a block, reading gives what was written, or an error that names
/// the object.
@ExtendWith(Seeded.class)
final class BlockCorruptionTest {

    private static final TestContent.Shape SMALL = new TestContent.Shape(2, 2, 4, 20, false);
    private static final TestContent.Shape LARGE = new TestContent.Shape(1, 3, 100, 190, true);
    private static final long WEEK = 7 * Rollup.DAY.nanos;
    private static final TenantId TENANT = new TenantId("a");

    private MemoryObjectStore store = new MemoryObjectStore();

    @BeforeEach
    void empty() {
        store = new MemoryObjectStore();
    }

    private static SegmentContent.Tenant content(RandomGenerator random, TestContent.Shape shape) {
        SegmentContent.Tenant tenant = TestContent.tenant(random, "a", shape);
        return TestContent.observed(random, TestContent.spread(random, tenant, 0, WEEK), 1);
    }

    private static String key(BlockFile file) {
        return BlockKeys.file(TENANT, TestBlocks.ID, file);
    }

    /// Everything that can be asked of a block.
    private static List<Object> read(ProfileSource source) throws IOException {
        List<Object> all = new ArrayList<>();
        all.add(SegmentContents.read(source, new SampleFilter.All()));
        all.add(SegmentContents.readObservations(source));
        for (Dataset dataset : source.datasets()) {
            for (int i = 0; i < dataset.seriesCount(); i++) {
                ProfileRows rows = new ProfileRows();
                dataset.profiles(i, Long.MIN_VALUE, Long.MAX_VALUE, rows);
                for (Rollup rollup : Rollup.values()) {
                    readBuckets(dataset, i, rollup, rows, all);
                }
            }
        }
        return all;
    }

    /// Asks for some buckets of a length, one by one.
    private static void readBuckets(
            Dataset dataset, int series, Rollup rollup, ProfileRows rows, List<Object> all)
            throws IOException {
        dataset.addTotals(series, Long.MIN_VALUE, Long.MAX_VALUE, new Totals(rollup.nanos, all));
        for (int row = 0; row < rows.size(); row += 1 + rows.size() / 4) {
            long start = rollup.floor(rows.timeNanos(row));
            long[] sums = new long[dataset.stackCount()];
            dataset.addRange(new int[] {series}, 1, start, start + rollup.nanos - 1, sums);
            all.add(Arrays.stream(sums).boxed().toList());
        }
    }

    private record Totals(long step, List<Object> into) implements PointTotals {

        @Override
        public long point(long timeNanos) {
            return timeNanos / step;
        }

        @Override
        public void add(long point, long total, long profiles) {
            into.add(List.of(point, total, profiles));
        }
    }

    /// Reads all with other bytes in a file; true if that was refused in the right way.
    private boolean isRefused(BlockMeta meta, BlockFile file, byte[] bytes, List<Object> expected)
            throws IOException {
        byte[] right = store.get(key(file));
        store.delete(key(file));
        store.putIfAbsent(key(file), bytes);
        try {
            List<Object> found =
                    read(new BlockReader(store, new BlockCache(100_000_000)).source(meta));
            assertThat(found).as(file.fileName()).isEqualTo(expected);
            return false;
        } catch (CorruptSegmentException e) {
            assertThat(e.getMessage()).contains(key(file));
            return true;
        } catch (IOException e) {
            assertThat(bytes.length).as("a file that ends early").isLessThan(right.length);
            assertThat(e.getMessage()).contains(key(file));
            return true;
        } finally {
            store.delete(key(file));
            store.putIfAbsent(key(file), right);
        }
    }

    private List<Object> expected(BlockMeta meta) throws IOException {
        return read(new BlockReader(store, new BlockCache(100_000_000)).source(meta));
    }

    @RepeatedTest(3)
    void noFlippedByteOfASmallFileIsBelieved(RandomGenerator random) throws IOException {
        BlockMeta meta = TestBlocks.write(store, content(random, SMALL), true);
        List<Object> expected = expected(meta);
        for (BlockFile file : meta.files().keySet()) {
            for (int i = 0; i < 30; i++) {
                byte[] bytes = store.get(key(file));
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(isRefused(meta, file, bytes, expected)).isTrue();
            }
        }
    }

    @Test
    void noChangedOrSwappedBytesOfALargeFileGiveWrongData(RandomGenerator random)
            throws IOException {
        BlockMeta meta = TestBlocks.write(store, content(random, LARGE), true);
        List<Object> expected = expected(meta);
        List<BlockFile> large =
                meta.files().keySet().stream()
                        .filter(file -> meta.file(file).length() > StoredFile.SMALL)
                        .toList();
        assertThat(large).contains(BlockFile.SAMPLES);
        int refused = 0;
        for (BlockFile file : large) {
            for (int i = 0; i < 8 / large.size(); i++) {
                byte[] bytes = store.get(key(file));
                int length = random.nextInt(1, 3000);
                int a = random.nextInt(bytes.length / 2 - length);
                int b = bytes.length / 2 + random.nextInt(bytes.length / 2 - length);
                byte[] changed = bytes.clone();
                System.arraycopy(bytes, a, changed, b, length);
                System.arraycopy(bytes, b, changed, a, length);
                refused += isRefused(meta, file, changed, expected) ? 1 : 0;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aFileOfAnotherBlockIsRefused(RandomGenerator random) throws IOException {
        BlockMeta meta = TestBlocks.write(store, content(random, LARGE), true);
        List<Object> expected = expected(meta);
        MemoryObjectStore others = new MemoryObjectStore();
        BlockMeta other = TestBlocks.write(others, content(random, LARGE), true);

        for (BlockFile file : meta.files().keySet()) {
            if (!Arrays.equals(store.get(key(file)), others.get(key(file)))) {
                BlockMeta wrong = withLength(meta, file, other.file(file).length());
                byte[] bytes = others.get(key(file));
                assertThat(isRefused(wrong, file, bytes, expected)).as(file.fileName()).isTrue();
            }
        }
    }

    /// What a description would be if a file had the length of another.
    private static BlockMeta withLength(BlockMeta meta, BlockFile file, long length) {
        TreeMap<BlockFile, BlockMeta.Content> files = new TreeMap<>(meta.files());
        BlockMeta.Content right = meta.file(file);
        files.put(file, new BlockMeta.Content(length, right.checksum(), right.tail()));
        return new BlockMeta(
                meta.id(),
                meta.tenant(),
                meta.life(),
                meta.level(),
                meta.minTimeNanos(),
                meta.maxTimeNanos(),
                meta.marked(),
                meta.deletionsApplied(),
                meta.sources(),
                files,
                meta.services());
    }

    @Test
    void aCutFileIsRefused(RandomGenerator random) throws IOException {
        for (TestContent.Shape shape : List.of(SMALL, LARGE)) {
            empty();
            BlockMeta meta = TestBlocks.write(store, content(random, shape), true);
            List<Object> expected = expected(meta);
            for (BlockFile file : meta.files().keySet()) {
                byte[] bytes = store.get(key(file));
                byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                assertThat(isRefused(meta, file, cut, expected)).as(file.fileName()).isTrue();
            }
        }
    }
}
