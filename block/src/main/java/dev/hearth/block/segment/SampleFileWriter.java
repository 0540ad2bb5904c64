// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.parquet.ColumnEncoding;
import dev.hearth.parquet.ColumnType;
import dev.hearth.parquet.ParquetColumn;
import dev.hearth.parquet.ParquetFileWriter;
import java.util.ArrayList;
import java.util.List;

/// Writes the file of a tenant's samples.
final class SampleFileWriter {

    /// Samples in a row group, at most.
    private static final int GROUP = 1 << 19;

    private final ProfileColumns profiles;
    private final SampleColumns samples;

    SampleFileWriter(ProfileColumns profiles, SampleColumns samples) {
        this.profiles = profiles;
        this.samples = samples;
    }

    byte[] write() {
        try (ParquetFileWriter writer =
                new ParquetFileWriter(
                        columns(), ParquetFileWriter.FASTEST, ParquetFileWriter.ROWS_PER_PAGE)) {
            int rows = Math.min(GROUP, samples.size());
            int[] series = new int[rows];
            long[] times = new long[rows];
            int profile = 0;
            for (int from = 0; from < samples.size(); from += GROUP) {
                int count = Math.min(GROUP, samples.size() - from);
                profile = fill(profile, from, count, series, times);
                writeGroup(writer, from, count, series, times);
            }
            return writer.finish();
        }
    }

    private List<ParquetColumn> columns() {
        List<ParquetColumn> columns = new ArrayList<>();
        columns.add(new ParquetColumn("series", ColumnType.INT32, ColumnEncoding.DICTIONARY));
        columns.add(
                new ParquetColumn("time", ColumnType.TIMESTAMP_NANOS, ColumnEncoding.DICTIONARY));
        columns.add(new ParquetColumn("stack", ColumnType.INT32, ColumnEncoding.DELTA));
        columns.add(new ParquetColumn("value", ColumnType.INT64, ColumnEncoding.DICTIONARY));
        if (samples.spans() != null) {
            columns.add(new ParquetColumn("span", ColumnType.INT64, ColumnEncoding.DICTIONARY));
        }
        if (samples.traces() != null) {
            columns.add(new ParquetColumn("trace", ColumnType.UUID, ColumnEncoding.PLAIN));
        }
        return columns;
    }

    /// Gives each sample of a row group the series and the time of its profile; returns the profile
    /// of the last.
    private int fill(int firstProfile, int from, int count, int[] series, long[] times) {
        int profile = firstProfile;
        int row = from;
        while (row < from + count) {
            while (profiles.endSample(profile) <= row) {
                profile++;
            }
            int end = Math.min(from + count, profiles.endSample(profile));
            java.util.Arrays.fill(series, row - from, end - from, profiles.series(profile));
            java.util.Arrays.fill(times, row - from, end - from, profiles.time(profile));
            row = end;
        }
        return profile;
    }

    private void writeGroup(
            ParquetFileWriter writer, int from, int count, int[] series, long[] times) {
        writer.startRowGroup(count);
        writer.writeInts(series, 0);
        writer.writeLongs(times, 0);
        writer.writeInts(samples.stacks(), from);
        writer.writeLongs(samples.values(), from);
        long[] spans = samples.spans();
        if (spans != null) {
            writer.writeLongs(spans, from);
        }
        long[] traces = samples.traces();
        if (traces != null) {
            writer.writeUuids(traces, from);
        }
    }
}
