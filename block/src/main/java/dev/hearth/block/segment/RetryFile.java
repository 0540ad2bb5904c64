// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.ProfileId;
import dev.hearth.parquet.ColumnEncoding;
import dev.hearth.parquet.ColumnType;
import dev.hearth.parquet.ParquetColumn;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The file of the ids that a retry may bring again, sorted by id.
public final class RetryFile {

    /// What errors call it.
    public static final String NAME = "retries.parquet";

    private static final List<ParquetColumn> COLUMNS =
            List.of(
                    new ParquetColumn("id", ColumnType.UUID, ColumnEncoding.PLAIN),
                    new ParquetColumn("append_millis", ColumnType.INT64, ColumnEncoding.DELTA));

    private RetryFile() {}

    static byte[] write(List<SegmentContent.RetryId> retries) {
        List<SegmentContent.RetryId> sorted = new ArrayList<>(retries);
        sorted.sort(
                Comparator.comparing(SegmentContent.RetryId::id)
                        .thenComparingLong(SegmentContent.RetryId::appendMillis));
        int size = sorted.size();
        long[] ids = new long[2 * size];
        long[] times = new long[size];
        for (int i = 0; i < size; i++) {
            SegmentContent.RetryId retry = sorted.get(i);
            ids[2 * i] = retry.id().high();
            ids[2 * i + 1] = retry.id().low();
            times[i] = retry.appendMillis();
        }
        return WholeFile.write(
                COLUMNS,
                size,
                writer -> {
                    writer.writeUuids(ids, 0);
                    writer.writeLongs(times, 0);
                });
    }

    /// Reads all ids, in order.
    public static List<SegmentContent.RetryId> read(ParquetFileReader file) throws IOException {
        int size = file.rows();
        long[] ids = new long[2 * size];
        long[] times = new long[size];
        file.readUuids("id", 0, size, ids, 0);
        file.readLongs("append_millis", 0, size, times, 0);
        List<SegmentContent.RetryId> retries = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            retries.add(
                    new SegmentContent.RetryId(
                            new ProfileId(ids[2 * i], ids[2 * i + 1]), times[i]));
        }
        return retries;
    }
}
