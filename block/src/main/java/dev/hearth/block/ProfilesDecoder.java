// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;
import java.util.BitSet;

/// Reads profiles and buckets.
final class ProfilesDecoder {

    private ProfilesDecoder() {}

    /// @param rows which profiles
    /// @param series the series that they belong to
    /// @param samples the samples that they have together
    static StoredParts.Profiles read(
            ParquetFileReader file,
            SegmentFooter.Rows rows,
            SegmentFooter.Rows series,
            SegmentFooter.Rows samples)
            throws IOException {
        return new StoredParts.Profiles(
                seriesStarts(file, rows, series, "series of a profile"),
                readLongs(file, "time", rows),
                RowStarts.ofSamples(file, rows, samples));
    }

    /// As [#read], for buckets.
    static StoredParts.Buckets readBuckets(
            ParquetFileReader file,
            SegmentFooter.Rows rows,
            SegmentFooter.Rows series,
            SegmentFooter.Rows samples)
            throws IOException {
        int[] profiles = new int[rows.count()];
        file.readInts("profiles", rows.first(), rows.count(), profiles, 0);
        return new StoredParts.Buckets(
                seriesStarts(file, rows, series, "series of a bucket"),
                readLongs(file, "time", rows),
                readLongs(file, "total", rows),
                profiles,
                RowStarts.ofSamples(file, rows, samples));
    }

    private static int[] seriesStarts(
            ParquetFileReader file, SegmentFooter.Rows rows, SegmentFooter.Rows series, String what)
            throws IOException {
        int[] column = new int[rows.count()];
        file.readInts("series", rows.first(), rows.count(), column, 0);
        return RowStarts.of(what, column, series.first(), series.count());
    }

    static long[] readLongs(ParquetFileReader file, String column, SegmentFooter.Rows rows)
            throws IOException {
        long[] values = new long[rows.count()];
        file.readLongs(column, rows.first(), rows.count(), values, 0);
        return values;
    }

    /// Which profiles are marked, from 0.
    static BitSet readMarked(ParquetFileReader file, SegmentFooter.Rows rows) throws IOException {
        boolean[] column = new boolean[rows.count()];
        file.readBooleans("marked", rows.first(), rows.count(), column, 0);
        BitSet marked = new BitSet(column.length);
        for (int row = 0; row < column.length; row++) {
            marked.set(row, column[row]);
        }
        return marked;
    }

    /// Two numbers a profile, high before low.
    static long[] readIds(ParquetFileReader file, SegmentFooter.Rows rows) throws IOException {
        long[] ids = new long[2 * rows.count()];
        file.readUuids("id", rows.first(), rows.count(), ids, 0);
        return ids;
    }
}
