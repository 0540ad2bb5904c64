// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.FooterFormat;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFile;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.Samples;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.SampleFilter;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class SegmentCorruptionTest {

    private static final SampleFilter ALL = new SampleFilter.All();
    private static final String KEY = SegmentKeys.segment("p", 0);

    @Test
    void noChangedByteGivesWrongData(RandomGenerator random) throws IOException {
        SegmentContent.Tenant tenant =
                TestContent.tenant(random, "a", new TestContent.Shape(1, 2, 2, 10, true));
        byte[] segment = new SegmentWriter().write(TestContent.segment("p", 0, 9, tenant));
        Map<String, Long> expected = SegmentContents.expected(tenant, ALL);

        // Before the first file stands the magic, which stands at the end too; who reads parts
        // reads that one.
        for (int i = FooterFormat.HEAD; i < segment.length; i += random.nextInt(1, 6)) {
            byte[] changed = segment.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            assertThat(isRefused(changed, expected)).as("byte %d", i).isTrue();
        }
    }

    @Test
    void noChangedRangeOfSamplesThatAreReadByRangesGivesWrongData(RandomGenerator random)
            throws IOException {
        SegmentContent.Tenant tenant =
                TestContent.tenant(random, "a", new TestContent.Shape(1, 8, 120, 190, false));
        byte[] segment = new SegmentWriter().write(TestContent.segment("p", 0, 9, tenant));
        FileRange samples =
                SegmentReader.footer(KEY, segment).tenants().getFirst().file(SegmentFile.SAMPLES);
        Map<String, Long> expected = SegmentContents.expected(tenant, ALL);
        assertThat(samples.length()).isGreaterThan(1 << 16);

        for (int i = 0; i < 40; i++) {
            byte[] changed = segment.clone();
            int at = (int) samples.offset() + random.nextInt(samples.length() - 40);
            for (int k = 0; k < 40; k++) {
                changed[at + k] = (byte) random.nextInt();
            }
            isRefused(changed, expected);
        }
    }

    @Test
    void filesOfTwoTenantsThatAreSwappedAreRefused(RandomGenerator random) throws IOException {
        SegmentContent.Tenant tenant =
                TestContent.tenant(random, "a", new TestContent.Shape(1, 8, 120, 190, false));
        SegmentContent.Tenant first = withLargerValues(tenant, "a", 1);
        for (int added = 2; added < 100; added++) {
            byte[] segment =
                    new SegmentWriter()
                            .write(
                                    TestContent.segment(
                                            "p",
                                            0,
                                            9,
                                            first,
                                            withLargerValues(tenant, "b", added)));
            List<SegmentFooter.Tenant> tenants = SegmentReader.footer(KEY, segment).tenants();
            FileRange a = tenants.getFirst().file(SegmentFile.SAMPLES);
            FileRange b = tenants.getLast().file(SegmentFile.SAMPLES);
            if (a.length() == b.length()) {
                assertThat(a.length()).isGreaterThan(StoredFile.SMALL);
                byte[] swapped = segment.clone();
                System.arraycopy(segment, (int) a.offset(), swapped, (int) b.offset(), a.length());
                System.arraycopy(segment, (int) b.offset(), swapped, (int) a.offset(), a.length());
                assertThatThrownBy(() -> read(swapped))
                        .isInstanceOf(CorruptSegmentException.class)
                        .hasMessageContaining(KEY)
                        .hasMessageContaining("checksum of the end of samples.parquet is");
                return;
            }
        }
        fail("no two files have one length");
    }

    /// A tenant that differs from another in the values of its samples alone.
    private static SegmentContent.Tenant withLargerValues(
            SegmentContent.Tenant tenant, String id, int added) {
        List<SegmentContent.Service> services = new ArrayList<>();
        for (SegmentContent.Service service : tenant.datasets()) {
            List<Labels> series = new ArrayList<>();
            List<List<Profile>> profiles = new ArrayList<>();
            for (int i = 0; i < service.seriesCount(); i++) {
                series.add(service.labels(i));
                List<Profile> larger = new ArrayList<>();
                service.profiles(i)
                        .forEach(profile -> larger.add(withLargerValues(profile, added)));
                profiles.add(larger);
            }
            services.add(
                    new TestContent.Service(service.service(), service.stacks(), series, profiles));
        }
        return new SegmentContent.Tenant(new TenantId(id), tenant.symbols(), services);
    }

    private static Profile withLargerValues(Profile profile, int added) {
        Samples samples = profile.samples();
        long[] values = Arrays.stream(samples.values()).map(value -> value + added).toArray();
        return new Profile(
                profile.labels(),
                profile.id(),
                profile.isRetryable(),
                profile.timeNanos(),
                profile.durationNanos(),
                profile.period(),
                new Samples(samples.stacks(), values, samples.spans(), samples.traces()));
    }

    @Test
    void aCutSegmentIsRefused(RandomGenerator random) {
        SegmentContent.Tenant tenant =
                TestContent.tenant(random, "a", new TestContent.Shape(1, 1, 1, 5, false));
        byte[] segment = new SegmentWriter().write(TestContent.segment("p", 0, 9, tenant));

        for (int length = 0; length < segment.length; length++) {
            byte[] cut = Arrays.copyOf(segment, length);
            assertThatThrownBy(() -> read(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(CorruptSegmentException.class)
                    .hasMessageContaining(KEY);
        }
    }

    @Test
    void saysWhenTheFormatIsOfAnotherVersion() {
        byte[] segment = new SegmentWriter().write(TestContent.segment("p", 0, 9));
        segment[segment.length - 1] = '2';

        assertThatThrownBy(() -> read(segment))
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining("format version is 4853454730303032")
                .hasMessageContaining("(expected 4853454730303031)");
    }

    /// Reads all; what is read must be right. True if reading ended with the one error allowed.
    private static boolean isRefused(byte[] segment, Map<String, Long> expected)
            throws IOException {
        try {
            assertThat(read(segment)).isEqualTo(expected);
            return false;
        } catch (CorruptSegmentException e) {
            assertThat(e.getMessage()).contains(KEY).contains("(expected");
            return true;
        }
    }

    private static Map<String, Long> read(byte[] segment) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        store.putIfAbsent(KEY, segment);
        SegmentReader reader = new SegmentReader(store, new BlockCache(10_000_000));
        assertThat(reader.retryIds(KEY)).hasSize(5);
        return SegmentContents.read(
                Objects.requireNonNull(reader.source(KEY, new TenantId("a"))), ALL);
    }
}
