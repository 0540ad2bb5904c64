// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.parquet.ColumnEncoding;
import dev.hearth.parquet.ColumnType;
import dev.hearth.parquet.ParquetColumn;
import dev.hearth.parquet.ParquetFileWriter;
import java.util.List;

/// Writes the file of the moments at which a tenant's samples were observed: by profile, sample,
/// time. For one use.
final class ObservationFileWriter {

    /// Observations in a row group, at most.
    private static final int GROUP = 1 << 19;

    private static final List<ParquetColumn> COLUMNS =
            List.of(
                    new ParquetColumn("profile", ColumnType.INT32, ColumnEncoding.DELTA),
                    new ParquetColumn("sample", ColumnType.INT32, ColumnEncoding.DELTA),
                    new ParquetColumn("stack", ColumnType.INT32, ColumnEncoding.DELTA),
                    new ParquetColumn("time", ColumnType.TIMESTAMP_NANOS, ColumnEncoding.DELTA),
                    new ParquetColumn("value", ColumnType.INT64, ColumnEncoding.DICTIONARY));

    private final ProfileColumns profiles;
    private final SampleColumns samples;
    private final int[] profile;
    private final int[] sample;
    private final int[] stack;
    private final long[] time;
    private final long[] value;

    /// Where the next row group begins.
    private int atProfile;

    private int atSample;
    private int atObservation;

    ObservationFileWriter(ProfileColumns profiles, SampleColumns samples) {
        this.profiles = profiles;
        this.samples = samples;
        int rows = Math.min(GROUP, samples.observations().size());
        this.profile = new int[rows];
        this.sample = new int[rows];
        this.stack = new int[rows];
        this.time = new long[rows];
        this.value = new long[rows];
    }

    byte[] write() {
        try (ParquetFileWriter writer =
                new ParquetFileWriter(
                        COLUMNS, ParquetFileWriter.FASTEST, ParquetFileWriter.ROWS_PER_PAGE)) {
            int left = samples.observations().size();
            while (left > 0) {
                int count = Math.min(GROUP, left);
                fill(count);
                writer.startRowGroup(count);
                writer.writeInts(profile, 0);
                writer.writeInts(sample, 0);
                writer.writeInts(stack, 0);
                writer.writeLongs(time, 0);
                writer.writeLongs(value, 0);
                left -= count;
            }
            return writer.finish();
        }
    }

    private void fill(int count) {
        ObservationColumns all = samples.observations();
        int row = 0;
        while (row < count) {
            int first = samples.firstObservation(atSample);
            int end = samples.observationCount(atSample);
            for (; atObservation < end && row < count; atObservation++) {
                while (profiles.endSample(atProfile) <= atSample) {
                    atProfile++;
                }
                profile[row] = atProfile;
                sample[row] = atSample;
                stack[row] = samples.stacks()[atSample];
                time[row] = all.nanos(first + atObservation);
                value[row++] = all.value(first + atObservation);
            }
            if (atObservation == end) {
                atSample++;
                atObservation = 0;
            }
        }
    }
}
