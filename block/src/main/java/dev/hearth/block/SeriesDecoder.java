// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.Labels;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.StringColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads labels.
final class SeriesDecoder {

    private SeriesDecoder() {}

    /// @param rows the labels
    /// @param known the series that they belong to
    static StoredParts.Series read(
            ParquetFileReader file, SegmentFooter.Rows rows, SegmentFooter.Rows known)
            throws IOException {
        int[] series = new int[rows.count()];
        file.readInts("series", rows.first(), series.length, series, 0);
        StringColumn names = file.readStrings("name", rows.first(), series.length);
        StringColumn values = file.readStrings("value", rows.first(), series.length);
        @Nullable String[] nameTexts = new String[names.size()];
        @Nullable String[] valueTexts = new String[values.size()];
        Labels[] labels = new Labels[known.count()];
        Arrays.fill(labels, Labels.EMPTY);
        int row = 0;
        while (row < series.length) {
            int end = row + 1;
            while (end < series.length && series[end] == series[row]) {
                end++;
            }
            String[] pairs = new String[2 * (end - row)];
            for (int i = row; i < end; i++) {
                pairs[2 * (i - row)] = text(names, names.id(i), nameTexts);
                pairs[2 * (i - row) + 1] = text(values, values.id(i), valueTexts);
            }
            int id = series[row] - known.first();
            if (id < 0 || id >= labels.length) {
                throw new CorruptParquetException(
                        "series is %d (expected %d to %d)"
                                .formatted(series[row], known.first(), known.end() - 1));
            }
            labels[id] = Labels.of(pairs);
            row = end;
        }
        return new StoredParts.Series(labels);
    }

    /// Reads rows of the file of the series, of which nothing is kept.
    ///
    /// @throws CorruptParquetException if they cannot be read, or are others
    static void check(ParquetFileReader file, SegmentFooter.Rows known) throws IOException {
        int[] series = new int[known.count()];
        file.readInts("series", known.first(), series.length, series, 0);
        for (int i = 0; i < series.length; i++) {
            if (series[i] != known.first() + i) {
                throw new CorruptParquetException(
                        "series is %d (expected %d)".formatted(series[i], known.first() + i));
            }
        }
        for (String column : List.of("service", "profile_type")) {
            file.readStrings(column, known.first(), series.length);
        }
    }

    private static String text(StringColumn column, int id, @Nullable String[] texts) {
        String text = texts[id];
        if (text == null) {
            text =
                    new String(
                            column.bytes(),
                            column.offset(id),
                            column.length(id),
                            StandardCharsets.UTF_8);
            texts[id] = text;
        }
        return text;
    }
}
