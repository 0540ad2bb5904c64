// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.Labels;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.NumberCursor;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.StringColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Labels of an input's series, service by service. For one thread.
final class SeriesLabels {

    private final MergeFiles files;
    private final ParquetFileReader file;

    /// For each series its first label, and behind them the end of the last.
    private final int[] starts;

    private SeriesLabels(MergeFiles files, ParquetFileReader file, int[] starts) {
        this.files = files;
        this.file = file;
        this.starts = starts;
    }

    static SeriesLabels open(MergeFiles files) throws IOException {
        try {
            ParquetFileReader series = files.open(BlockFile.SERIES);
            ParquetFileReader file = files.open(BlockFile.LABELS);
            return new SeriesLabels(files, file, starts(file, series.rows()));
        } catch (CorruptParquetException e) {
            throw files.part(BlockFile.LABELS).corrupt(e);
        }
    }

    private static int[] starts(ParquetFileReader file, int seriesCount) throws IOException {
        int[] starts = new int[seriesCount + 1];
        int next = 0;
        try (NumberCursor series = file.numbers("series")) {
            series.want(0, file.rows());
            for (int row = 0; row < file.rows(); row++) {
                series.seek(row);
                long id = series.values()[row - series.firstRow()];
                if (id < next - 1 || id >= seriesCount) {
                    throw new CorruptParquetException(
                            "series of a label is %d (expected %d to %d)"
                                    .formatted(id, Math.max(0, next - 1), seriesCount - 1));
                }
                while (next <= id) {
                    starts[next++] = row;
                }
            }
        }
        Arrays.fill(starts, next, starts.length, file.rows());
        return starts;
    }

    /// Labels of some series.
    Labels[] read(SegmentFooter.Rows series) throws IOException {
        if (series.first() < 0 || series.count() < 0 || series.end() >= starts.length) {
            throw files.part(BlockFile.LABELS)
                    .corrupt(
                            new CorruptParquetException(
                                    "series end at %d (expected at most %d)"
                                            .formatted(series.end(), starts.length - 1)));
        }
        int from = starts[series.first()];
        int count = starts[series.end()] - from;
        try {
            String[] pairs = new String[2 * count];
            fill(file.readStrings("name", from, count), pairs, 0);
            fill(file.readStrings("value", from, count), pairs, 1);
            Labels[] labels = new Labels[series.count()];
            for (int i = 0; i < labels.length; i++) {
                int start = starts[series.first() + i] - from;
                int end = starts[series.first() + i + 1] - from;
                labels[i] = Labels.of(Arrays.copyOfRange(pairs, 2 * start, 2 * end));
            }
            return labels;
        } catch (CorruptParquetException e) {
            throw files.part(BlockFile.LABELS).corrupt(e);
        }
    }

    private static void fill(StringColumn column, String[] pairs, int at) {
        String[] texts = new String[column.size()];
        for (int row = 0; row < column.rows(); row++) {
            int id = column.id(row);
            if (texts[id] == null) {
                texts[id] =
                        new String(
                                column.bytes(),
                                column.offset(id),
                                column.length(id),
                                StandardCharsets.UTF_8);
            }
            pairs[2 * row + at] = texts[id];
        }
    }
}
