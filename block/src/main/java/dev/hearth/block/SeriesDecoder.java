// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.model.Labels;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.StringColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the file of a tenant's labels.
final class SeriesDecoder {

    private SeriesDecoder() {}

    static SegmentParts.Series read(ParquetFileReader file, int seriesCount) throws IOException {
        int rows = file.rows();
        int[] series = new int[rows];
        file.readInts("series", 0, rows, series, 0);
        StringColumn names = file.readStrings("name", 0, rows);
        StringColumn values = file.readStrings("value", 0, rows);
        String[] nameTexts = texts(names);
        String[] valueTexts = texts(values);
        Labels[] labels = new Labels[seriesCount];
        Arrays.fill(labels, Labels.EMPTY);
        int row = 0;
        while (row < rows) {
            int end = row + 1;
            while (end < rows && series[end] == series[row]) {
                end++;
            }
            String[] pairs = new String[2 * (end - row)];
            for (int i = row; i < end; i++) {
                pairs[2 * (i - row)] = nameTexts[names.id(i)];
                pairs[2 * (i - row) + 1] = valueTexts[values.id(i)];
            }
            if (series[row] < 0 || series[row] >= seriesCount) {
                throw new CorruptParquetException(
                        "series is %d (expected 0 to %d)".formatted(series[row], seriesCount - 1));
            }
            labels[series[row]] = Labels.of(pairs);
            row = end;
        }
        return new SegmentParts.Series(labels);
    }

    private static String[] texts(StringColumn column) {
        String[] texts = new String[column.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] =
                    new String(
                            column.bytes(),
                            column.offset(i),
                            column.length(i),
                            StandardCharsets.UTF_8);
        }
        return texts;
    }
}
