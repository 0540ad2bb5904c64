// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.FooterFormat;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;
import java.util.Map;

/// One tenant's files in one segment or block: opens them, and keeps what was made of them. Safe
/// for many threads.
final class StoredFiles {

    private final ObjectStore store;
    private final BlockCache cache;
    private final String name;
    private final TenantId tenant;
    private final Map<BlockFile, StoredFile> files;

    /// @param name key of the segment, or what the keys of the block's objects begin with
    StoredFiles(
            ObjectStore store,
            BlockCache cache,
            String name,
            TenantId tenant,
            Map<BlockFile, StoredFile> files) {
        this.store = store;
        this.cache = cache;
        this.name = name;
        this.tenant = tenant;
        this.files = files;
    }

    BlockCache cache() {
        return cache;
    }

    boolean has(BlockFile file) {
        return files.containsKey(file);
    }

    /// Names something that is made of the files.
    BlockCache.Key key(String part, int index) {
        return new BlockCache.Key(name, tenant.value(), part, index);
    }

    /// Makes something of a file.
    @FunctionalInterface
    interface Decoding<V> {
        V decode(ParquetFileReader file) throws IOException;
    }

    /// Makes something of a file.
    ///
    /// @throws CorruptSegmentException if the bytes are wrong
    <V> V decode(BlockFile file, Decoding<V> decoding) throws IOException {
        try {
            return decoding.decode(open(file));
        } catch (CorruptParquetException e) {
            throw corrupt(file, e);
        }
    }

    /// Opens a file, or finds it open.
    private ParquetFileReader open(BlockFile file) throws IOException {
        return cache.get(
                        key(file.fileName(), 0),
                        StoredParts.OpenFile.class,
                        () -> openAnew(find(file), file.fileName()))
                .file();
    }

    private StoredParts.OpenFile openAnew(StoredFile stored, String fileName) throws IOException {
        if (stored.isReadWhole()) {
            ParquetFileReader reader = openWhole(stored, fileName);
            return new StoredParts.OpenFile(reader, reader.weightBytes() + stored.length());
        }
        ParquetFileReader reader = openByRange(stored);
        if (stored.tail() != reader.tailChecksum()) {
            throw new CorruptSegmentException(
                    stored.key(),
                    stored.offset(),
                    "checksum of the end of %s is %08x (expected %08x)"
                            .formatted(fileName, reader.tailChecksum(), stored.tail()));
        }
        return new StoredParts.OpenFile(reader, reader.weightBytes());
    }

    private StoredFile find(BlockFile file) {
        StoredFile stored = files.get(file);
        if (stored == null) {
            throw new IllegalStateException("\"%s\" lacks %s".formatted(name, file.fileName()));
        }
        return stored;
    }

    private ParquetFileReader openWhole(StoredFile stored, String fileName) throws IOException {
        FileRange range =
                new FileRange(
                        stored.offset(),
                        Math.toIntExact(stored.length()),
                        stored.checksum(),
                        stored.tail());
        return openWhole(store, stored.key(), fileName, range);
    }

    private ParquetFileReader openByRange(StoredFile stored) throws IOException {
        return ParquetFileReader.open(
                (long offset, int length) -> {
                    if (offset < 0 || length < 0 || offset > stored.length() - length) {
                        throw new CorruptParquetException(
                                "range ends at %d (expected at most %d, the end of the file)"
                                        .formatted(offset + length, stored.length()));
                    }
                    return store.getRange(stored.key(), stored.offset() + offset, length);
                },
                stored.length());
    }

    /// Says that a file is damaged.
    CorruptSegmentException corrupt(BlockFile file, IOException cause) {
        StoredFile stored = find(file);
        return new CorruptSegmentException(stored.key(), stored.offset(), file.fileName(), cause);
    }

    /// Reads a whole file and checks it.
    static ParquetFileReader openWhole(ObjectStore store, String key, String name, FileRange range)
            throws IOException {
        byte[] bytes = store.getRange(key, range.offset(), range.length());
        long found = FooterFormat.checksum(bytes, 0, bytes.length);
        if (found != range.checksum()) {
            throw new CorruptSegmentException(
                    key,
                    range.offset(),
                    "checksum of %s is %016x (expected %016x)"
                            .formatted(name, found, range.checksum()));
        }
        return ParquetFileReader.open(bytes);
    }
}
