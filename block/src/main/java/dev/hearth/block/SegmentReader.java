// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.FooterFormat;
import dev.hearth.block.segment.RetryFile;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.parquet.CorruptParquetException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads segments, version 1, out of an object store.
///
/// Safe for many threads; calls block. A segment whose bytes are wrong is a
/// [CorruptSegmentException] at the latest when the wrong part is read.
public final class SegmentReader {

    /// Bytes that are read at first to find a footer.
    private static final int GUESS = 1 << 14;

    private final ObjectStore store;
    private final BlockCache cache;

    /// @param store where the segments lie; the caller closes it
    /// @param cache keeps decoded parts
    public SegmentReader(ObjectStore store, BlockCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /// Reads a segment's footer, by two reads at most.
    ///
    /// @throws NoSuchObjectException if there is no such segment
    /// @throws CorruptSegmentException if its bytes are wrong
    public SegmentFooter footer(String key) throws IOException {
        return cache.get(
                        new BlockCache.Key(key, "", "footer", 0),
                        StoredParts.Footer.class,
                        () -> new StoredParts.Footer(readFooter(key)))
                .footer();
    }

    private SegmentFooter readFooter(String key) throws IOException {
        long size = store.size(key);
        if (size < 0) {
            throw new NoSuchObjectException(key);
        }
        int shortest = FooterFormat.HEAD + FooterFormat.TAIL;
        if (size < shortest) {
            throw new CorruptSegmentException(
                    key,
                    0,
                    "segment has %d bytes (expected at least %d)".formatted(size, shortest));
        }
        int guess = (int) Math.min(size, GUESS);
        byte[] end = store.getRange(key, size - guess, guess);
        int needed = FooterFormat.bodyLength(key, end, size) + FooterFormat.TAIL;
        if (needed > guess) {
            end = store.getRange(key, size - needed, needed);
        }
        return FooterFormat.decode(key, end, size);
    }

    /// Reads the footer of a segment that lies in memory.
    ///
    /// @param key what an error calls it
    static SegmentFooter footer(String key, byte[] segment) throws CorruptSegmentException {
        int shortest = FooterFormat.HEAD + FooterFormat.TAIL;
        if (segment.length < shortest) {
            throw new CorruptSegmentException(
                    key,
                    0,
                    "segment has %d bytes (expected at least %d)"
                            .formatted(segment.length, shortest));
        }
        int needed = FooterFormat.bodyLength(key, segment, segment.length) + FooterFormat.TAIL;
        byte[] end = Arrays.copyOfRange(segment, segment.length - needed, segment.length);
        return FooterFormat.decode(key, end, segment.length);
    }

    /// Opens a tenant's part of a segment; reads nothing but the footer. Returns null if the
    /// segment has nothing of the tenant.
    ///
    /// @throws NoSuchObjectException if there is no such segment
    public @Nullable SegmentSource source(String key, TenantId tenant) throws IOException {
        SegmentFooter footer = footer(key);
        SegmentFooter.Tenant part = footer.find(tenant);
        return part == null ? null : new SegmentSource(store, cache, key, footer.checksum(), part);
    }

    /// Reads the ids that a retry may bring again, in order of id.
    ///
    /// @throws NoSuchObjectException if there is no such segment
    public List<SegmentContent.RetryId> retryIds(String key) throws IOException {
        FileRange range = footer(key).retries();
        try {
            return RetryFile.read(StoredFiles.openWhole(store, key, RetryFile.NAME, range));
        } catch (CorruptParquetException e) {
            throw new CorruptSegmentException(key, range.offset(), RetryFile.NAME, e);
        }
    }
}
