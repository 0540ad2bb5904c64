// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

/// A column of a file.
///
/// @param name name, unique in the file
/// @param type type of the values
/// @param encoding layout of the values; [ColumnEncoding#PLAIN] for booleans and UUIDs
public record ParquetColumn(String name, ColumnType type, ColumnEncoding encoding) {

    /// @throws IllegalArgumentException if the encoding does not go with the type
    public ParquetColumn {
        boolean isPlainOnly = type == ColumnType.BOOLEAN || type == ColumnType.UUID;
        if (isPlainOnly && encoding != ColumnEncoding.PLAIN) {
            throw new IllegalArgumentException(
                    "column \"%s\" of type %s has encoding %s (expected PLAIN)"
                            .formatted(name, type, encoding));
        }
    }
}
