// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

/// How the values of a column are laid out before they are compressed.
public enum ColumnEncoding {
    /// One after another.
    PLAIN,
    /// Numbers as packed differences (`DELTA_BINARY_PACKED`), strings as packed lengths and the
    /// bytes (`DELTA_LENGTH_BYTE_ARRAY`).
    DELTA,
    /// Each distinct value once and small ids (`RLE_DICTIONARY`), for row groups in which values
    /// repeat; [#DELTA] for the others.
    DICTIONARY
}
