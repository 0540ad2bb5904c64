// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import static dev.hearth.parquet.ColumnEncoding.DELTA;
import static dev.hearth.parquet.ColumnEncoding.DICTIONARY;
import static dev.hearth.parquet.ColumnEncoding.PLAIN;
import static dev.hearth.parquet.ColumnType.BOOLEAN;
import static dev.hearth.parquet.ColumnType.INT32;
import static dev.hearth.parquet.ColumnType.INT64;
import static dev.hearth.parquet.ColumnType.STRING;
import static dev.hearth.parquet.ColumnType.TIMESTAMP_NANOS;
import static dev.hearth.parquet.ColumnType.UUID;

import dev.hearth.block.BlockFile;
import dev.hearth.parquet.ColumnEncoding;
import dev.hearth.parquet.ColumnType;
import dev.hearth.parquet.ParquetColumn;
import java.util.ArrayList;
import java.util.List;

/// The columns of the files of a block, in order.
final class BlockSchema {

    private BlockSchema() {}

    /// @param hasSpans whether samples have a column of spans
    /// @param hasTraces whether they have one of traces
    static List<ParquetColumn> of(BlockFile file, boolean hasSpans, boolean hasTraces) {
        return switch (file) {
            case SAMPLES -> samples(hasSpans, hasTraces);
            case SAMPLES_5M, SAMPLES_1H, SAMPLES_1D -> samples(false, false);
            case BUCKETS_5M, BUCKETS_1H, BUCKETS_1D -> buckets();
            case PROFILES -> profiles();
            case SERIES ->
                    List.of(
                            column("series", INT32, DELTA),
                            column("service", STRING, DICTIONARY),
                            column("profile_type", STRING, DICTIONARY));
            case LABELS ->
                    List.of(
                            column("series", INT32, DELTA),
                            column("name", STRING, DICTIONARY),
                            column("value", STRING, DICTIONARY));
            case STACKS ->
                    List.of(
                            column("stack", INT32, DELTA),
                            column("parent", INT32, DELTA),
                            column("location", INT32, DELTA));
            case LOCATIONS ->
                    List.of(
                            column("location", INT32, DELTA),
                            column("mapping", INT32, DICTIONARY),
                            column("address", INT64, DELTA),
                            column("is_folded", BOOLEAN, PLAIN));
            case LINES ->
                    List.of(
                            column("location", INT32, DELTA),
                            column("position", INT32, DICTIONARY),
                            column("function", INT32, DELTA),
                            column("line", INT64, DELTA));
            case FUNCTIONS ->
                    List.of(
                            column("function", INT32, DELTA),
                            column("name", STRING, DICTIONARY),
                            column("system_name", STRING, DICTIONARY),
                            column("filename", STRING, DICTIONARY),
                            column("start_line", INT64, DELTA));
            case MAPPINGS -> mappings();
            case OBSERVATIONS ->
                    List.of(
                            column("profile", INT32, DELTA),
                            column("sample", INT32, DELTA),
                            column("stack", INT32, DELTA),
                            column("time", TIMESTAMP_NANOS, DELTA),
                            column("value", INT64, DICTIONARY));
            case FUNCTION_COSTS ->
                    List.of(
                            column("service", STRING, DICTIONARY),
                            column("profile_type", STRING, DICTIONARY),
                            column("function", INT32, DELTA),
                            column("time", TIMESTAMP_NANOS, DICTIONARY),
                            column("self", INT64, DICTIONARY),
                            column("total", INT64, DICTIONARY));
        };
    }

    private static List<ParquetColumn> samples(boolean hasSpans, boolean hasTraces) {
        List<ParquetColumn> columns = new ArrayList<>();
        columns.add(column("series", INT32, DICTIONARY));
        columns.add(column("time", TIMESTAMP_NANOS, DICTIONARY));
        columns.add(column("stack", INT32, DELTA));
        columns.add(column("value", INT64, DICTIONARY));
        if (hasSpans) {
            columns.add(column("span", INT64, DICTIONARY));
        }
        if (hasTraces) {
            columns.add(column("trace", UUID, PLAIN));
        }
        return columns;
    }

    private static List<ParquetColumn> buckets() {
        return List.of(
                column("series", INT32, DELTA),
                column("time", TIMESTAMP_NANOS, DELTA),
                column("total", INT64, DELTA),
                column("profiles", INT32, DELTA),
                column("first_sample", INT64, DELTA),
                column("samples", INT32, DELTA));
    }

    private static List<ParquetColumn> profiles() {
        return List.of(
                column("series", INT32, DELTA),
                column("time", TIMESTAMP_NANOS, DELTA),
                column("id", UUID, PLAIN),
                column("duration", INT64, DICTIONARY),
                column("period", INT64, DICTIONARY),
                column("total", INT64, DELTA),
                column("first_sample", INT64, DELTA),
                column("samples", INT32, DELTA),
                column("marked", BOOLEAN, PLAIN));
    }

    private static List<ParquetColumn> mappings() {
        return List.of(
                column("mapping", INT32, DELTA),
                column("memory_start", INT64, PLAIN),
                column("memory_limit", INT64, PLAIN),
                column("file_offset", INT64, PLAIN),
                column("filename", STRING, DICTIONARY),
                column("build_id", STRING, DICTIONARY),
                column("has_functions", BOOLEAN, PLAIN),
                column("has_filenames", BOOLEAN, PLAIN),
                column("has_line_numbers", BOOLEAN, PLAIN),
                column("has_inline_frames", BOOLEAN, PLAIN));
    }

    private static ParquetColumn column(String name, ColumnType type, ColumnEncoding encoding) {
        return new ParquetColumn(name, type, encoding);
    }
}
