// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.Dataset;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.SampleFilter;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What of a block is read for a question.
@ExtendWith(Seeded.class)
final class BlockReadsTest {

    private static final TestContent.Shape LARGE = new TestContent.Shape(2, 6, 40, 150, false);

    private final CountingStore store = new CountingStore();
    private final BlockCache cache = new BlockCache(100_000_000);
    private final BlockReader reader = new BlockReader(store, cache);

    private static long[] sums(Dataset dataset, long start, long end) throws IOException {
        int[] all = new int[dataset.seriesCount()];
        Arrays.setAll(all, i -> i);
        long[] sums = new long[dataset.stackCount()];
        dataset.addRange(all, all.length, start, end, sums);
        return sums;
    }

    private static long[] byProfile(Dataset dataset, long start, long end) throws IOException {
        ProfileRows rows = new ProfileRows();
        for (int i = 0; i < dataset.seriesCount(); i++) {
            dataset.profiles(i, start, end, rows);
        }
        long[] sums = new long[dataset.stackCount()];
        dataset.addSamples(rows, new SampleFilter.All(), sums);
        return sums;
    }

    private long read(BlockMeta meta, BlockFile file) {
        return store.bytes(BlockKeys.file(meta.tenant(), meta.id(), file));
    }

    @Test
    void aServiceCostsWhatItHas(RandomGenerator random) throws IOException {
        TestContent.Shape shape = new TestContent.Shape(6, 6, 120, 190, false);
        BlockMeta meta = TestBlocks.write(store, TestContent.tenant(random, "a", shape), true);
        Dataset dataset = reader.source(meta).datasets().get(3);

        byProfile(dataset, Long.MIN_VALUE, Long.MAX_VALUE);

        long tail = 1 << 16;
        long samples = meta.file(BlockFile.SAMPLES).length();
        assertThat(samples).isGreaterThan(6 * tail);
        assertThat(read(meta, BlockFile.SAMPLES)).isBetween(samples / 20, samples / 2);
        assertThat(read(meta, BlockFile.OBSERVATIONS)).isZero();
        assertThat(read(meta, BlockFile.FUNCTIONS)).isZero();
    }

    @Test
    void wholeBucketsCostNoSampleOfAProfile(RandomGenerator random) throws IOException {
        BlockMeta meta = TestBlocks.write(store, TestContent.tenant(random, "a", LARGE), true);
        Dataset dataset = reader.source(meta).datasets().getFirst();

        long[] all = sums(dataset, Long.MIN_VALUE, Long.MAX_VALUE);

        assertThat(read(meta, BlockFile.SAMPLES)).isZero();
        assertThat(read(meta, BlockFile.PROFILES)).isZero();
        assertThat(read(meta, BlockFile.SAMPLES_5M)).isZero();
        assertThat(read(meta, BlockFile.SAMPLES_1D)).isPositive();
        assertThat(all).isEqualTo(byProfile(dataset, Long.MIN_VALUE, Long.MAX_VALUE));
        assertThat(read(meta, BlockFile.SAMPLES)).isPositive();
    }

    @Test
    void edgesAreReadFromShorterBucketsAndProfiles(RandomGenerator random) throws IOException {
        BlockMeta meta = TestBlocks.write(store, TestContent.tenant(random, "a", LARGE), true);
        Dataset dataset = reader.source(meta).datasets().getFirst();
        long start = meta.minTimeNanos() + 7_000_000_000L;

        long[] found = sums(dataset, start, Long.MAX_VALUE);

        assertThat(read(meta, BlockFile.SAMPLES)).isPositive();
        assertThat(read(meta, BlockFile.SAMPLES_5M)).isPositive();
        assertThat(found).isEqualTo(byProfile(dataset, start, Long.MAX_VALUE));
    }

    @Test
    void whatIsHotIsNeitherReadNorDecodedAgain(RandomGenerator random) throws IOException {
        BlockMeta meta = TestBlocks.write(store, TestContent.tenant(random, "a", LARGE), true);
        Dataset dataset = reader.source(meta).datasets().getFirst();
        long start = meta.minTimeNanos() + 1;
        long[] cold = sums(dataset, start, meta.maxTimeNanos() - 1);
        long misses = cache.stats().misses();
        store.reset();

        long[] warm =
                sums(reader.source(meta).datasets().getFirst(), start, meta.maxTimeNanos() - 1);

        assertThat(warm).isEqualTo(cold);
        assertThat(store.bytes()).isZero();
        assertThat(cache.stats().misses()).isEqualTo(misses);
    }

    @Test
    void aMissingFileIsNamed(RandomGenerator random) throws IOException {
        BlockMeta meta = TestBlocks.write(store, TestContent.tenant(random, "a", LARGE), true);
        String key = BlockKeys.file(meta.tenant(), meta.id(), BlockFile.STACKS);
        store.delete(key);
        Dataset dataset = reader.source(meta).datasets().getFirst();

        assertThatThrownBy(dataset::stacks)
                .isInstanceOf(NoSuchObjectException.class)
                .hasMessageContaining(key);
    }

    @Test
    void theDescriptionIsReadOnceAndMustBeThatOfTheBlock(RandomGenerator random)
            throws IOException {
        TestContent.Shape small = new TestContent.Shape(1, 1, 1, 3, false);
        BlockMeta meta = TestBlocks.write(store, TestContent.tenant(random, "a", small), true);
        byte[] json = new BlockMetaJson().encode(meta);
        store.putIfAbsent(BlockKeys.meta(meta.tenant(), meta.id()), json);
        TenantId other = new TenantId("b");
        store.putIfAbsent(BlockKeys.meta(other, meta.id()), json);

        assertThat(reader.meta(meta.tenant(), meta.id())).isEqualTo(meta);
        store.reset();
        assertThat(reader.meta(meta.tenant(), meta.id())).isEqualTo(meta);

        assertThat(store.bytes()).isZero();
        assertThatThrownBy(() -> reader.meta(other, meta.id()))
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining(BlockKeys.meta(other, meta.id()))
                .hasMessageContaining("expected " + meta.id() + " of \"b\"");
        assertThatThrownBy(() -> reader.meta(new TenantId("c"), meta.id()))
                .isInstanceOf(NoSuchObjectException.class);
    }
}
