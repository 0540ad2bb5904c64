// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;

/// Some consecutive profiles of an input, as columns.
final class ProfileRun {

    /// The first of them, a row of the file.
    final int first;

    final int[] series;
    final long[] times;

    /// Two numbers a profile, high before low.
    final long[] ids;

    final long[] durations;
    final long[] periods;

    /// Rows of the file of samples.
    final long[] firstSamples;

    final int[] samples;

    /// Empty if none is marked.
    private final boolean[] isMarked;

    private ProfileRun(ParquetFileReader file, int first, int count, boolean hasMarked)
            throws IOException {
        this.first = first;
        series = new int[count];
        times = new long[count];
        ids = new long[2 * count];
        durations = new long[count];
        periods = new long[count];
        firstSamples = new long[count];
        samples = new int[count];
        isMarked = new boolean[hasMarked ? count : 0];
        file.readInts("series", first, count, series, 0);
        file.readLongs("time", first, count, times, 0);
        file.readUuids("id", first, count, ids, 0);
        file.readLongs("duration", first, count, durations, 0);
        file.readLongs("period", first, count, periods, 0);
        file.readLongs("first_sample", first, count, firstSamples, 0);
        file.readInts("samples", first, count, samples, 0);
        if (hasMarked) {
            file.readBooleans("marked", first, count, isMarked, 0);
        }
        for (int i = 0; i < count; i++) {
            if (samples[i] < 0 || (i > 0 && firstSamples[i] != end(i - 1))) {
                throw new CorruptParquetException(
                        "first sample of a profile is %d, of %d (expected the end of those before)"
                                .formatted(firstSamples[i], samples[i]));
            }
        }
    }

    /// Reads profiles.
    static ProfileRun read(MergeFiles files, ParquetFileReader file, int first, int count)
            throws IOException {
        try {
            return new ProfileRun(file, first, count, files.marked() > 0);
        } catch (CorruptParquetException e) {
            throw files.part(BlockFile.PROFILES).corrupt(e);
        }
    }

    int size() {
        return times.length;
    }

    /// Whether a copy of a profile may be in another partition.
    boolean isMarked(int profile) {
        return isMarked.length > 0 && isMarked[profile];
    }

    /// Row behind the last sample of a profile.
    long end(int profile) {
        return firstSamples[profile] + samples[profile];
    }

    /// Order of time, then of id.
    static int compare(ProfileRun a, int i, ProfileRun b, int k) {
        int order = Long.compare(a.times[i], b.times[k]);
        if (order == 0) {
            order = Long.compareUnsigned(a.ids[2 * i], b.ids[2 * k]);
        }
        return order != 0 ? order : Long.compareUnsigned(a.ids[2 * i + 1], b.ids[2 * k + 1]);
    }
}
