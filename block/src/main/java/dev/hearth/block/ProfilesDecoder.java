// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;

/// Reads the file of a tenant's profiles.
final class ProfilesDecoder {

    private ProfilesDecoder() {}

    static SegmentParts.Profiles read(ParquetFileReader file, int seriesCount) throws IOException {
        int rows = file.rows();
        int[] series = new int[rows];
        long[] times = new long[rows];
        long[] totals = new long[rows];
        long[] ids = new long[2 * rows];
        long[] firstSamples = new long[rows];
        int[] samples = new int[rows];
        file.readInts("series", 0, rows, series, 0);
        file.readLongs("time", 0, rows, times, 0);
        file.readLongs("total", 0, rows, totals, 0);
        file.readUuids("id", 0, rows, ids, 0);
        file.readLongs("first_sample", 0, rows, firstSamples, 0);
        file.readInts("samples", 0, rows, samples, 0);
        return new SegmentParts.Profiles(
                seriesStarts(series, seriesCount),
                times,
                totals,
                ids,
                starts(firstSamples, samples));
    }

    static long[] readPeriods(ParquetFileReader file) throws IOException {
        long[] periods = new long[file.rows()];
        file.readLongs("period", 0, periods.length, periods, 0);
        return periods;
    }

    private static int[] seriesStarts(int[] series, int seriesCount)
            throws CorruptParquetException {
        int[] starts = new int[seriesCount + 1];
        int before = 0;
        for (int row = 0; row < series.length; row++) {
            if (series[row] < before || series[row] >= seriesCount) {
                throw new CorruptParquetException(
                        "series of a profile is %d (expected %d to %d)"
                                .formatted(series[row], before, seriesCount - 1));
            }
            before = series[row];
            starts[before + 1] = row + 1;
        }
        for (int i = 1; i <= seriesCount; i++) {
            starts[i] = Math.max(starts[i], starts[i - 1]);
        }
        return starts;
    }

    private static int[] starts(long[] firstSamples, int[] samples) throws CorruptParquetException {
        int[] starts = new int[samples.length + 1];
        for (int row = 0; row < samples.length; row++) {
            long end = (long) starts[row] + samples[row];
            if (firstSamples[row] != starts[row] || samples[row] < 0 || end > Integer.MAX_VALUE) {
                throw new CorruptParquetException(
                        "first sample of a profile is %d (expected %d)"
                                .formatted(firstSamples[row], starts[row]));
            }
            starts[row + 1] = (int) end;
        }
        return starts;
    }
}
