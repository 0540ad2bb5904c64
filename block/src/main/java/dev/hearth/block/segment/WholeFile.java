// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.parquet.ParquetColumn;
import dev.hearth.parquet.ParquetFileWriter;
import java.util.List;
import java.util.function.Consumer;

/// Parquet files of one row group, or none if there are no rows.
final class WholeFile {

    private WholeFile() {}

    /// @param columns writes the columns in their order
    static byte[] write(List<ParquetColumn> schema, int rows, Consumer<ParquetFileWriter> columns) {
        try (ParquetFileWriter writer =
                new ParquetFileWriter(
                        schema, ParquetFileWriter.FASTEST, ParquetFileWriter.ROWS_PER_PAGE)) {
            if (rows > 0) {
                writer.startRowGroup(rows);
                columns.accept(writer);
            }
            return writer.finish();
        }
    }
}
