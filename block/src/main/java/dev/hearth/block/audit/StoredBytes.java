// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;

/// A file in a store: an object or a part of one.
///
/// @param key the object
/// @param offset where the file begins in it, bytes
/// @param length bytes of the file
record StoredBytes(ObjectStore store, String key, long offset, long length) {

    private static final int PIECE = 1 << 20;

    /// XXH3, 64 bits, of all bytes.
    long checksum() throws IOException {
        HashStream64 hash = Hashing.xxh3_64().hashStream();
        for (long at = 0; at < length; at += PIECE) {
            int count = Math.toIntExact(Math.min(PIECE, length - at));
            hash.putBytes(store.getRange(key, offset + at, count));
        }
        return hash.getAsLong();
    }

    /// Reads the footer.
    ///
    /// @throws CorruptParquetException if there is none
    ParquetFileReader parquet() throws IOException {
        return ParquetFileReader.open(
                (long at, int count) -> {
                    if (at < 0 || count < 0 || at > length - count) {
                        throw new CorruptParquetException(
                                "range ends at %d (expected at most %d, the end of the file)"
                                        .formatted(at + count, length));
                    }
                    return store.getRange(key, offset + at, count);
                },
                length);
    }
}
