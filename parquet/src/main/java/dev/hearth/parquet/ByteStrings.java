// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

/// Strings by dense id, as UTF-8 in one array.
public interface ByteStrings {

    /// Strings in the table.
    int size();

    /// The array that holds the strings; not to be changed.
    byte[] bytes();

    /// Where string `id` starts in [#bytes].
    int offset(int id);

    /// Length of string `id` in bytes.
    int length(int id);
}
