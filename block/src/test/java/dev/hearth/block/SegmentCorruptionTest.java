// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.SampleFilter;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.Arrays;
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
        int refused = 0;

        int tried = 0;

        for (int i = 0; i < segment.length; i += random.nextInt(1, 6)) {
            byte[] changed = segment.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            refused += isRefused(changed, expected) ? 1 : 0;
            tried++;
        }

        assertThat(refused).isGreaterThan(tried * 8 / 10);
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
