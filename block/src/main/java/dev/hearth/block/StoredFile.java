// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

/// Where the bytes of a Parquet file lie.
///
/// @param key key of the object
/// @param offset where in the object the file begins, in bytes
/// @param length bytes
/// @param checksum XXH3, 64 bits, of its bytes
/// @param tail CRC-32C in the file's trailer
/// @param isReadWhole whether it is read at once, checked and kept, rather than page by page
record StoredFile(
        String key, long offset, long length, long checksum, int tail, boolean isReadWhole) {

    /// Files up to this many bytes are read whole in any case.
    static final int SMALL = 1 << 16;

    StoredFile {
        isReadWhole |= length <= SMALL;
    }
}
