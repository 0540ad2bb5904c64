// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.Profile;
import dev.hearth.parquet.ColumnEncoding;
import dev.hearth.parquet.ColumnType;
import dev.hearth.parquet.ParquetColumn;
import java.util.Arrays;
import java.util.List;

/// The profiles of a tenant as growing columns.
final class ProfileColumns {

    private static final List<ParquetColumn> COLUMNS =
            List.of(
                    new ParquetColumn("series", ColumnType.INT32, ColumnEncoding.DELTA),
                    new ParquetColumn("time", ColumnType.TIMESTAMP_NANOS, ColumnEncoding.DELTA),
                    new ParquetColumn("id", ColumnType.UUID, ColumnEncoding.PLAIN),
                    new ParquetColumn("duration", ColumnType.INT64, ColumnEncoding.DICTIONARY),
                    new ParquetColumn("period", ColumnType.INT64, ColumnEncoding.DICTIONARY),
                    new ParquetColumn("total", ColumnType.INT64, ColumnEncoding.DELTA),
                    new ParquetColumn("first_sample", ColumnType.INT64, ColumnEncoding.DELTA),
                    new ParquetColumn("samples", ColumnType.INT32, ColumnEncoding.DELTA),
                    new ParquetColumn("marked", ColumnType.BOOLEAN, ColumnEncoding.PLAIN));

    private int size;
    private int[] series = new int[64];
    private long[] times = new long[64];
    private long[] ids = new long[128];
    private long[] durations = new long[64];
    private long[] periods = new long[64];
    private long[] totals = new long[64];
    private long[] firstSamples = new long[64];
    private int[] samples = new int[64];
    private boolean[] isMarked = new boolean[64];
    private int marked;

    int size() {
        return size;
    }

    /// How many profiles are marked.
    int marked() {
        return marked;
    }

    int series(int profile) {
        return series[profile];
    }

    long time(int profile) {
        return times[profile];
    }

    int firstSample(int profile) {
        return (int) firstSamples[profile];
    }

    int endSample(int profile) {
        return (int) firstSamples[profile] + samples[profile];
    }

    void add(int seriesId, Profile profile, int firstSample) {
        if (size == series.length) {
            grow();
        }
        series[size] = seriesId;
        times[size] = profile.timeNanos();
        ids[2 * size] = profile.id().high();
        ids[2 * size + 1] = profile.id().low();
        durations[size] = profile.durationNanos();
        periods[size] = profile.period();
        totals[size] = profile.samples().total();
        firstSamples[size] = firstSample;
        samples[size] = profile.samples().size();
        isMarked[size] = profile.isMarked();
        marked += profile.isMarked() ? 1 : 0;
        size++;
    }

    private void grow() {
        int length = size * 2;
        series = Arrays.copyOf(series, length);
        times = Arrays.copyOf(times, length);
        ids = Arrays.copyOf(ids, 2 * length);
        durations = Arrays.copyOf(durations, length);
        periods = Arrays.copyOf(periods, length);
        totals = Arrays.copyOf(totals, length);
        firstSamples = Arrays.copyOf(firstSamples, length);
        samples = Arrays.copyOf(samples, length);
        isMarked = Arrays.copyOf(isMarked, length);
    }

    /// The file of the profiles.
    byte[] write() {
        return WholeFile.write(
                COLUMNS,
                size,
                writer -> {
                    writer.writeInts(series, 0);
                    writer.writeLongs(times, 0);
                    writer.writeUuids(ids, 0);
                    writer.writeLongs(durations, 0);
                    writer.writeLongs(periods, 0);
                    writer.writeLongs(totals, 0);
                    writer.writeLongs(firstSamples, 0);
                    writer.writeInts(samples, 0);
                    writer.writeBooleans(isMarked, 0);
                });
    }
}
