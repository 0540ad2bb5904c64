// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class ParquetCorruptionTest {

    @Test
    void noChangedByteGivesWrongData(RandomGenerator random) throws IOException {
        Table table = new Table(random, 120);
        byte[] file = table.write(70, 30);
        int refused = 0;

        for (int i = 0; i < file.length; i++) {
            byte[] changed = file.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            refused += isRefused(changed, table) ? 1 : 0;
        }

        assertThat(refused).isGreaterThan(file.length * 9 / 10);
    }

    @Test
    void noByteSetToRandomGivesWrongData(RandomGenerator random) throws IOException {
        Table table = new Table(random, 120);
        byte[] file = table.write(70, 30);

        for (int i = 0; i < file.length; i++) {
            byte[] changed = file.clone();
            int end = Math.min(file.length, i + random.nextInt(1, 9));
            for (int at = i; at < end; at++) {
                changed[at] = (byte) random.nextInt();
            }
            isRefused(changed, table);
        }
    }

    @RepeatedTest(3)
    void aPageInThePlaceOfAnotherIsRefused(RandomGenerator random) throws IOException {
        Table table = new Table(random, 160);
        byte[] file = table.write(80, 20);
        List<ColumnPages> columns =
                new FooterReader(
                                FileTail.read(
                                        (offset, length) ->
                                                Arrays.copyOfRange(
                                                        file, (int) offset, (int) offset + length),
                                        file.length))
                        .read();
        int swapped = 0;
        for (ColumnPages pages : columns) {
            for (int a = 0; a < pages.pages; a++) {
                for (int b = a + 1; b < pages.pages; b++) {
                    byte[] changed = file.clone();
                    int size = pages.sizes[a];
                    int from = (int) pages.offsets[a];
                    int to = (int) pages.offsets[b];
                    System.arraycopy(file, from, changed, to, size);
                    System.arraycopy(file, to, changed, from, size);
                    if (size == pages.sizes[b] && !Arrays.equals(file, changed)) {
                        swapped++;
                        assertThat(isRefused(changed, table)).as(pages.column.name()).isTrue();
                    }
                }
            }
        }
        assertThat(swapped).isPositive();
    }

    @Test
    void theEndOfAFileStandsForAllOfIt(RandomGenerator random) throws IOException {
        Table table = new Table(random, 100);
        byte[] file = table.write(50, 20);
        byte[] other = new Table(random, 100).write(50, 20);

        int found = ParquetFileReader.open(file).tailChecksum();

        assertThat(found).isEqualTo(ParquetFileReader.open(table.write(50, 20)).tailChecksum());
        assertThat(found).isNotEqualTo(ParquetFileReader.open(other).tailChecksum());
    }

    @Test
    void aCutFileIsRefused(RandomGenerator random) throws IOException {
        byte[] file = new Table(random, 100).write(100, 60);

        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> ParquetFileReader.open(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(CorruptParquetException.class);
        }
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> ParquetFileReader.open(new byte[100]))
                .hasMessage("closing magic is 00000000 (expected 31524150)");
    }

    /// Reads all; what is read must be right. True if reading ended with the one error allowed.
    private static boolean isRefused(byte[] file, Table table) throws IOException {
        try {
            ParquetFileReader reader = ParquetFileReader.open(file);
            ParquetRoundTripTest.checkRows(reader, table, 0, table.rows);
            return false;
        } catch (CorruptParquetException e) {
            assertThat(e.getMessage()).contains("(");
            return true;
        }
    }
}
