// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.Dataset;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.SampleFilter;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class SegmentRoundTripTest {

    private static final SampleFilter ALL = new SampleFilter.All();
    private static final String KEY = SegmentKeys.segment("p", 7);

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final BlockCache cache = new BlockCache(10_000_000);
    private final SegmentReader reader = new SegmentReader(store, cache);

    private SegmentSource write(SegmentContent content, String tenant) throws IOException {
        store.putIfAbsent(KEY, new SegmentWriter().write(content));
        return Objects.requireNonNull(reader.source(KEY, new TenantId(tenant)));
    }

    @RepeatedTest(10)
    void everySampleComesBackUnderItsProfileAndItsStack(RandomGenerator random) throws IOException {
        TestContent.Shape shape = new TestContent.Shape(3, 4, 3, 30, random.nextBoolean());
        SegmentContent.Tenant a = TestContent.tenant(random, "a", shape);
        SegmentContent.Tenant b = TestContent.tenant(random, "b", shape);
        store.putIfAbsent(KEY, new SegmentWriter().write(TestContent.segment("p", 7, 9, a, b)));

        for (SegmentContent.Tenant tenant : List.of(a, b)) {
            SegmentSource source = Objects.requireNonNull(reader.source(KEY, tenant.tenant()));
            assertThat(SegmentContents.read(source, ALL))
                    .isEqualTo(SegmentContents.expected(tenant, ALL));
        }
        assertThat(reader.source(KEY, new TenantId("c"))).isNull();
    }

    @RepeatedTest(5)
    void filtersBySpanAndByTrace(RandomGenerator random) throws IOException {
        TestContent.Shape shape = new TestContent.Shape(2, 2, 3, 50, true);
        SegmentContent.Tenant tenant = TestContent.tenant(random, "a", shape);
        SegmentSource source = write(TestContent.segment("p", 7, 9, tenant), "a");
        SampleFilter spans = new SampleFilter.Spans(Set.of(2L, 3L));
        SampleFilter traces = new SampleFilter.Traces(Set.of(new ProfileId(1, 1)));

        assertThat(SegmentContents.read(source, spans))
                .isEqualTo(SegmentContents.expected(tenant, spans));
        assertThat(SegmentContents.read(source, traces))
                .isEqualTo(SegmentContents.expected(tenant, traces));
    }

    @Test
    void aTenantWithoutSpansHasNoneToFind(RandomGenerator random) throws IOException {
        TestContent.Shape shape = new TestContent.Shape(1, 1, 2, 20, false);
        SegmentContent.Tenant tenant = TestContent.tenant(random, "a", shape);
        Dataset dataset = write(TestContent.segment("p", 7, 9, tenant), "a").datasets().getFirst();
        ProfileRows rows = new ProfileRows();
        dataset.profiles(0, 0, Long.MAX_VALUE, rows);
        long[] sums = new long[dataset.stacks().size()];

        dataset.addSamples(rows, new SampleFilter.Spans(Set.of(1L)), sums);

        assertThat(sums).containsOnly(0);
    }

    @Test
    void selectsProfilesByTimeBothEndsIncluded(RandomGenerator random) throws IOException {
        TestContent.Shape shape = new TestContent.Shape(1, 1, 50, 2, false);
        SegmentContent.Tenant tenant = TestContent.tenant(random, "a", shape);
        SegmentSource source = write(TestContent.segment("p", 7, 9, tenant), "a");
        ProfileRows all = new ProfileRows();
        source.datasets().getFirst().profiles(0, Long.MIN_VALUE, Long.MAX_VALUE, all);
        long start = all.timeNanos(10);
        long end = all.timeNanos(30);
        ProfileRows some = new ProfileRows();

        source.datasets().getFirst().profiles(0, start, end, some);

        int expected = 0;
        for (int i = 0; i < all.size(); i++) {
            expected += all.timeNanos(i) >= start && all.timeNanos(i) <= end ? 1 : 0;
        }
        assertThat(all.size()).isEqualTo(50);
        assertThat(some.size()).isEqualTo(expected).isGreaterThanOrEqualTo(21);
        assertThat(source.minTimeNanos()).isEqualTo(all.timeNanos(0));
        assertThat(source.maxTimeNanos()).isEqualTo(all.timeNanos(49));
    }

    @Test
    void seriesComeInOrderOfProfileTypeAndLabels(RandomGenerator random) throws IOException {
        TestContent.Shape shape = new TestContent.Shape(1, 6, 1, 2, false);
        SegmentContent.Tenant tenant = TestContent.tenant(random, "a", shape);
        Dataset dataset = write(TestContent.segment("p", 7, 9, tenant), "a").datasets().getFirst();
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < dataset.seriesCount(); i++) {
            Labels labels = dataset.labels(i);
            order.append(labels.getOrEmpty(Labels.PROFILE_TYPE), 0, 3)
                    .append(labels.get("pod"))
                    .append(' ');
        }

        assertThat(order.toString())
                .isEqualTo("mempod-1 mempod-3 mempod-5 propod-2 propod-4 propod-6 ");
    }

    @Test
    void manyProfilesAreAddedUpAcrossPagesAndRowGroups(RandomGenerator random) throws IOException {
        TestContent.Shape shape = new TestContent.Shape(2, 20, 250, 120, false);
        SegmentContent.Tenant tenant = TestContent.tenant(random, "a", shape);
        SegmentSource source = write(TestContent.segment("p", 7, 9, tenant), "a");

        for (int i = 0; i < 2; i++) {
            Dataset dataset = source.datasets().get(i);
            ProfileRows rows = new ProfileRows();
            for (int series = 0; series < dataset.seriesCount(); series += 2) {
                dataset.profiles(series, Long.MIN_VALUE, Long.MAX_VALUE, rows);
            }
            long total = 0;
            for (int row = 0; row < rows.size(); row++) {
                total += rows.total(row);
            }
            long[] sums = new long[dataset.stacks().size()];
            dataset.addSamples(rows, ALL, sums);
            long sum = 0;
            for (long value : sums) {
                sum += value;
            }
            assertThat(sum).isEqualTo(total).isPositive();
        }
        assertThat(reader.footer(KEY).tenants().getFirst().services().get(1).samples().end())
                .isGreaterThan(1 << 19);
    }

    @Test
    void keepsOnlyTheStacksAndSymbolsThatAreUsed(RandomGenerator random) throws IOException {
        TestContent.Shape shape = new TestContent.Shape(1, 1, 1, 1, false);
        SegmentContent.Tenant tenant = TestContent.tenant(random, "a", shape);
        Dataset dataset = write(TestContent.segment("p", 7, 9, tenant), "a").datasets().getFirst();
        Samples samples = tenant.datasets().getFirst().profiles(0).iterator().next().samples();
        int depth = 1;
        for (int at = samples.stacks()[0]; at != 0; depth++) {
            at = tenant.datasets().getFirst().stacks().parent(at);
        }

        assertThat(dataset.stacks().size()).isEqualTo(depth);
        assertThat(dataset.symbols().locationCount()).isLessThanOrEqualTo(depth - 1);
    }

    @Test
    void givesBackTheIdsOfRetriesInOrder(RandomGenerator random) throws IOException {
        TestContent.Shape shape = new TestContent.Shape(1, 1, 1, 1, false);
        write(TestContent.segment("p", 7, 9, TestContent.tenant(random, "a", shape)), "a");

        List<SegmentContent.RetryId> retries = reader.retryIds(KEY);

        assertThat(retries).hasSize(5);
        assertThat(retries.getFirst())
                .isEqualTo(new SegmentContent.RetryId(new ProfileId(5, 4), 1004));
        assertThat(retries).isSortedAccordingTo((x, y) -> x.id().compareTo(y.id()));
    }

    @Test
    void aSegmentMayHoldNothing() throws IOException {
        store.putIfAbsent(
                KEY,
                new SegmentWriter().write(new SegmentContent("p", 7, 9, List.of(), List.of())));

        SegmentFooter footer = reader.footer(KEY);

        assertThat(footer.tenants()).isEmpty();
        assertThat(footer.end()).isEqualTo(9);
        assertThat(reader.retryIds(KEY)).isEmpty();
    }

    @Test
    void decodesEachPartOnce(RandomGenerator random) throws IOException {
        TestContent.Shape shape = new TestContent.Shape(2, 2, 2, 9, false);
        SegmentContent.Tenant tenant = TestContent.tenant(random, "a", shape);
        SegmentSource source = write(TestContent.segment("p", 7, 9, tenant), "a");
        SegmentContents.read(source, ALL);
        long misses = cache.stats().misses();

        SegmentContents.read(source, ALL);

        assertThat(cache.stats().misses()).isEqualTo(misses).isEqualTo(18);
        assertThat(cache.stats().weightBytes()).isBetween(1000L, 1_000_000L);
    }
}
