// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;

/// Reads parts of objects and counts the bytes. For one thread.
final class InputReads {

    /// Bytes that are read at once to check a file.
    private static final int CHUNK = 1 << 20;

    /// Files up to this many bytes are read as a whole.
    private static final int SMALL = 1 << 17;

    private final ObjectStore store;
    private long bytes;

    InputReads(ObjectStore store) {
        this.store = store;
    }

    /// A Parquet file inside of an object.
    ///
    /// @param offset where it begins
    /// @param length its bytes
    /// @param checksum their XXH3, 64 bits
    record Part(String key, String name, long offset, long length, long checksum) {

        CorruptSegmentException corrupt(IOException cause) {
            return new CorruptSegmentException(
                    key, offset, "%s: %s".formatted(name, cause.getMessage()));
        }
    }

    /// Bytes read so far.
    long bytes() {
        return bytes;
    }

    private byte[] read(String key, long offset, int length) throws IOException {
        bytes += length;
        try {
            return store.getRange(key, offset, length);
        } catch (NoSuchObjectException e) {
            throw e;
        } catch (IOException e) {
            long size = store.size(key);
            if (size < 0 || size >= offset + length) {
                throw e;
            }
            throw new CorruptSegmentException(
                    key,
                    offset,
                    "object has %d bytes (expected at least %d)".formatted(size, offset + length));
        }
    }

    /// Opens a file.
    ///
    /// @param isChecked whether its bytes were checked before
    ParquetFileReader open(Part part, boolean isChecked) throws IOException {
        try {
            if (part.length <= SMALL) {
                byte[] all = read(part.key, part.offset, (int) part.length);
                check(part, Hashing.xxh3_64().hashBytesToLong(all));
                return ParquetFileReader.open(all);
            }
            if (!isChecked) {
                check(part);
            }
            return ParquetFileReader.open(
                    (long offset, int length) -> {
                        if (offset < 0 || length < 0 || offset > part.length - length) {
                            throw new CorruptParquetException(
                                    "range ends at %d (expected at most %d, the end of the file)"
                                            .formatted(offset + length, part.length));
                        }
                        return read(part.key, part.offset + offset, length);
                    },
                    part.length);
        } catch (CorruptParquetException e) {
            throw part.corrupt(e);
        }
    }

    private void check(Part part) throws IOException {
        HashStream64 hash = Hashing.xxh3_64().hashStream();
        for (long at = 0; at < part.length; at += CHUNK) {
            int count = (int) Math.min(CHUNK, part.length - at);
            hash.putBytes(read(part.key, part.offset + at, count));
        }
        check(part, hash.getAsLong());
    }

    private static void check(Part part, long found) throws CorruptSegmentException {
        if (found != part.checksum) {
            throw new CorruptSegmentException(
                    part.key,
                    part.offset,
                    "checksum of %s is %016x (expected %016x)"
                            .formatted(part.name, found, part.checksum));
        }
    }
}
