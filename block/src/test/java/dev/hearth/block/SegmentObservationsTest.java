// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFile;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.Profile;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.Dataset;
import dev.hearth.query.Observations;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.SampleFilter;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The file of a segment that tells when samples were observed.
@ExtendWith(Seeded.class)
final class SegmentObservationsTest {

    private static final SampleFilter ALL = new SampleFilter.All();
    private static final String KEY = SegmentKeys.segment("p", 7);

    @RepeatedTest(10)
    void everyObservationComesBackUnderItsProfileAndItsStack(RandomGenerator random)
            throws IOException {
        TestContent.Shape shape = new TestContent.Shape(3, 4, 3, 30, random.nextBoolean());
        SegmentContent.Tenant plain = TestContent.tenant(random, "a", shape);
        SegmentContent.Tenant a = TestContent.observed(random, plain, 3);
        SegmentContent.Tenant b = TestContent.tenant(random, "b", shape);
        SegmentReader reader =
                reader(new SegmentWriter().write(TestContent.segment("p", 7, 9, a, b)));

        SegmentSource source = Objects.requireNonNull(reader.source(KEY, a.tenant()));
        assertThat(SegmentContents.readObservations(source))
                .isEqualTo(SegmentContents.expectedObservations(a))
                .isNotEmpty();
        assertThat(SegmentContents.read(source, ALL)).isEqualTo(SegmentContents.expected(a, ALL));
        SegmentSource other = Objects.requireNonNull(reader.source(KEY, b.tenant()));
        assertThat(SegmentContents.readObservations(other)).isEmpty();
        assertThat(footer(reader, "b").has(SegmentFile.OBSERVATIONS)).isFalse();
    }

    @Test
    void thoseOfOneProfileAreReadWithoutTheOthers(RandomGenerator random) throws IOException {
        SegmentContent.Tenant plain =
                TestContent.tenant(random, "a", new TestContent.Shape(1, 1, 5, 20, false));
        SegmentContent.Tenant tenant = TestContent.observed(random, plain, 4);
        SegmentReader reader =
                reader(new SegmentWriter().write(TestContent.segment("p", 7, 9, tenant)));
        Dataset dataset =
                Objects.requireNonNull(reader.source(KEY, tenant.tenant())).datasets().getFirst();
        ProfileRows all = new ProfileRows();
        dataset.profiles(0, Long.MIN_VALUE, Long.MAX_VALUE, all);
        Observations together = new Observations();
        dataset.observations(all, together);

        int found = 0;
        for (int i = 0; i < all.size(); i++) {
            ProfileRows one = new ProfileRows();
            one.add(all.row(i), all.timeNanos(i), all.total(i), 0, 0);
            Observations own = new Observations();
            dataset.observations(one, own);
            for (int k = 0; k < own.size(); k++) {
                assertThat(own.profile(k)).isZero();
                assertThat(together.profile(found)).isEqualTo(i);
                assertThat(own.stack(k)).isEqualTo(together.stack(found));
                assertThat(own.timeNanos(k)).isEqualTo(together.timeNanos(found++));
            }
        }
        assertThat(found).isEqualTo(together.size()).isPositive();
    }

    @Test
    void theOtherFilesAreThoseOfASegmentWithoutObservations(RandomGenerator random)
            throws IOException {
        SegmentContent.Tenant plain =
                TestContent.tenant(random, "a", new TestContent.Shape(2, 3, 3, 30, true));
        SegmentContent.Tenant observed = TestContent.observed(random, plain, 3);

        byte[] without = new SegmentWriter().write(TestContent.segment("p", 7, 9, plain));
        byte[] with = new SegmentWriter().write(TestContent.segment("p", 7, 9, observed));

        for (SegmentFile file : SegmentFile.values()) {
            if (file != SegmentFile.OBSERVATIONS) {
                assertThat(footer(reader(with), "a").file(file))
                        .isEqualTo(footer(reader(without), "a").file(file));
            }
        }
    }

    @Test
    void manyAreReadAcrossPagesAndRowGroups(RandomGenerator random) throws IOException {
        SegmentContent.Tenant plain =
                TestContent.tenant(random, "a", new TestContent.Shape(2, 2, 20, 60, false));
        SegmentContent.Tenant tenant = TestContent.observed(random, plain, 300);
        SegmentReader reader =
                reader(new SegmentWriter().write(TestContent.segment("p", 7, 9, tenant)));
        SegmentSource source = Objects.requireNonNull(reader.source(KEY, tenant.tenant()));

        Map<Long, Long> expected = new TreeMap<>();
        for (SegmentContent.Service service : tenant.datasets()) {
            for (int i = 0; i < service.seriesCount(); i++) {
                for (Profile profile : service.profiles(i)) {
                    SampleTimes times = Objects.requireNonNull(profile.samples().times());
                    for (int k = 0; k < times.size(); k++) {
                        expected.merge(times.nanos()[k], times.values()[k], Long::sum);
                    }
                }
            }
        }
        Map<Long, Long> found = new TreeMap<>();
        int count = 0;
        for (Dataset dataset : source.datasets()) {
            ProfileRows rows = new ProfileRows();
            for (int i = 0; i < dataset.seriesCount(); i++) {
                dataset.profiles(i, Long.MIN_VALUE, Long.MAX_VALUE, rows);
            }
            Observations all = new Observations();
            dataset.observations(rows, all);
            for (int k = 0; k < all.size(); k++) {
                found.merge(all.timeNanos(k), all.value(k), Long::sum);
            }
            count += all.size();
        }
        assertThat(count).isGreaterThan(1 << 19);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void noChangedByteGivesAWrongMoment(RandomGenerator random) throws IOException {
        SegmentContent.Tenant plain =
                TestContent.tenant(random, "a", new TestContent.Shape(1, 2, 3, 10, false));
        SegmentContent.Tenant tenant = TestContent.observed(random, plain, 3);
        byte[] segment = new SegmentWriter().write(TestContent.segment("p", 7, 9, tenant));
        FileRange file = footer(reader(segment), "a").file(SegmentFile.OBSERVATIONS);

        for (int i = 0; i < file.length(); i++) {
            byte[] changed = segment.clone();
            changed[(int) file.offset() + i] ^= (byte) (1 << random.nextInt(8));
            SegmentSource source =
                    Objects.requireNonNull(reader(changed).source(KEY, tenant.tenant()));
            assertThatThrownBy(() -> SegmentContents.readObservations(source))
                    .isInstanceOf(CorruptSegmentException.class)
                    .hasMessageContaining("observations.parquet");
            assertThat(SegmentContents.read(source, ALL))
                    .as("sums do not look at the file")
                    .isEqualTo(SegmentContents.expected(tenant, ALL));
        }
    }

    @Test
    void noChangedRangeOfAFileThatIsReadByRangesGivesAWrongMoment(RandomGenerator random)
            throws IOException {
        SegmentContent.Tenant plain =
                TestContent.tenant(random, "a", new TestContent.Shape(1, 2, 10, 40, false));
        SegmentContent.Tenant tenant = TestContent.observed(random, plain, 80);
        byte[] segment = new SegmentWriter().write(TestContent.segment("p", 7, 9, tenant));
        FileRange file = footer(reader(segment), "a").file(SegmentFile.OBSERVATIONS);
        assertThat(file.length()).isGreaterThan(1 << 16);

        for (int i = 0; i < 10; i++) {
            byte[] changed = segment.clone();
            int at = (int) file.offset() + random.nextInt(file.length() - 40);
            Arrays.fill(changed, at, at + 40, (byte) random.nextInt());
            try {
                List<String> found =
                        SegmentContents.readObservations(
                                Objects.requireNonNull(
                                        reader(changed).source(KEY, tenant.tenant())));
                assertThat(found.equals(SegmentContents.expectedObservations(tenant))).isTrue();
            } catch (CorruptSegmentException e) {
                assertThat(e.getMessage()).contains(KEY, "observations.parquet");
            }
        }
    }

    private static SegmentReader reader(byte[] segment) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        store.putIfAbsent(KEY, segment);
        return new SegmentReader(store, new BlockCache(100_000_000));
    }

    private static SegmentFooter.Tenant footer(SegmentReader reader, String tenant)
            throws IOException {
        return Objects.requireNonNull(reader.footer(KEY).find(new TenantId(tenant)));
    }
}
