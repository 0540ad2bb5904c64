// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.Labels;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.parquet.ColumnEncoding;
import dev.hearth.parquet.ColumnType;
import dev.hearth.parquet.ParquetColumn;
import java.util.ArrayList;
import java.util.List;

/// Writes a tenant's series and their labels.
final class SeriesFilesWriter {

    private static final List<ParquetColumn> SERIES =
            List.of(
                    new ParquetColumn("series", ColumnType.INT32, ColumnEncoding.DELTA),
                    new ParquetColumn("service", ColumnType.STRING, ColumnEncoding.DICTIONARY),
                    new ParquetColumn(
                            "profile_type", ColumnType.STRING, ColumnEncoding.DICTIONARY));

    private static final List<ParquetColumn> LABELS =
            List.of(
                    new ParquetColumn("series", ColumnType.INT32, ColumnEncoding.DELTA),
                    new ParquetColumn("name", ColumnType.STRING, ColumnEncoding.DICTIONARY),
                    new ParquetColumn("value", ColumnType.STRING, ColumnEncoding.DICTIONARY));

    private final SymbolsBuilder strings = new SymbolsBuilder();
    private final List<String> services = new ArrayList<>();
    private final List<Labels> series = new ArrayList<>();

    /// Adds a series; returns its id.
    int add(String service, Labels labels) {
        services.add(service);
        series.add(labels);
        return series.size() - 1;
    }

    /// Series added so far.
    int size() {
        return series.size();
    }

    byte[] writeSeries() {
        int size = series.size();
        int[] ids = new int[size];
        int[] service = new int[size];
        int[] type = new int[size];
        for (int i = 0; i < size; i++) {
            ids[i] = i;
            service[i] = strings.string(services.get(i));
            type[i] = strings.string(series.get(i).getOrEmpty(Labels.PROFILE_TYPE));
        }
        SymbolStrings table = new SymbolStrings(strings.snapshot().strings());
        return WholeFile.write(
                SERIES,
                size,
                writer -> {
                    writer.writeInts(ids, 0);
                    writer.writeStrings(table, service, 0);
                    writer.writeStrings(table, type, 0);
                });
    }

    byte[] writeLabels() {
        int size = 0;
        for (Labels labels : series) {
            size += labels.size();
        }
        int[] ids = new int[size];
        int[] names = new int[size];
        int[] values = new int[size];
        int row = 0;
        for (int i = 0; i < series.size(); i++) {
            Labels labels = series.get(i);
            for (int k = 0; k < labels.size(); k++) {
                ids[row] = i;
                names[row] = strings.string(labels.name(k));
                values[row++] = strings.string(labels.value(k));
            }
        }
        SymbolStrings table = new SymbolStrings(strings.snapshot().strings());
        return WholeFile.write(
                LABELS,
                size,
                writer -> {
                    writer.writeInts(ids, 0);
                    writer.writeStrings(table, names, 0);
                    writer.writeStrings(table, values, 0);
                });
    }
}
