// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class EncodingsTest {

    @RepeatedTest(50)
    void packedNumbersOfEveryWidthComeBack(RandomGenerator random) {
        for (int width = 1; width <= 64; width++) {
            int shift = 64 - width;
            int count = random.nextInt(1, 200);
            long[] values = random.longs(count).map(value -> value >>> shift).toArray();
            ByteBuilder out = new ByteBuilder(1);

            BitPacking.pack(values, 0, count, width, out);

            long[] back = new long[count];
            byte[] padded = Arrays.copyOf(out.copy(), out.size() + BitPacking.PADDING);
            BitPacking.unpack(padded, 0, width, back, 0, count);
            assertThat(out.size()).isEqualTo((count * width + 7) / 8);
            assertThat(back).as("width %d", width).isEqualTo(values);
        }
    }

    @RepeatedTest(50)
    void differencesComeBack(RandomGenerator random) throws CorruptParquetException {
        int shift = random.nextInt(64);
        int count = random.nextInt(600);
        long[] values = random.longs(count).map(value -> value >> shift).toArray();
        ByteBuilder out = new ByteBuilder(1);

        new DeltaBinaryPacked(random.nextBoolean() ? 1 : 8).encode(values, count, false, out);

        long[] back = new long[count];
        byte[] padded = Arrays.copyOf(out.copy(), out.size() + BitPacking.PADDING);
        int end = DeltaBinaryPacked.decode(padded, 0, out.size(), false, back, 0, count);
        assertThat(back).isEqualTo(values);
        assertThat(end).isEqualTo(out.size());
    }

    @RepeatedTest(50)
    void runsOfIdsComeBack(RandomGenerator random) throws CorruptParquetException {
        int count = random.nextInt(1, 3000);
        int limit = 1 << random.nextInt(20);
        int repeat = random.nextInt(1, 40);
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            ids[i] = i > 0 && random.nextInt(repeat) > 0 ? ids[i - 1] : random.nextInt(limit);
        }
        ByteBuilder out = new ByteBuilder(1);

        RunHybrid.encode(ids, count, Math.max(1, BitPacking.width(limit - 1L)), out);

        long[] back = new long[count];
        byte[] padded = Arrays.copyOf(out.copy(), out.size() + BitPacking.PADDING);
        RunHybrid.decode(padded, 0, out.size(), back, 0, count, limit);
        assertThat(back).isEqualTo(ids);
    }
}
