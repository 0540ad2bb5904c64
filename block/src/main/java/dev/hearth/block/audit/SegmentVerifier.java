// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.BlockCache;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.SegmentFile;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Checks the segments and floors of all partitions.
///
/// Objects that vanish while it looks were deleted by a server, and are no problem.
final class SegmentVerifier {

    private static final int MAGIC_BYTES = 8;
    private static final int LOOKS = 3;

    private final ObjectStore store;
    private final SegmentReader reader;
    private final VerifyProgress progress;

    SegmentVerifier(ObjectStore store, VerifyProgress progress) {
        this.store = store;
        this.reader = new SegmentReader(store, new BlockCache(0));
        this.progress = progress;
    }

    /// Checks all.
    ///
    /// @return for each partition the end of its chain; at least the floor
    Map<String, Long> verifyAll() throws IOException {
        SortedSet<String> partitions =
                new TreeSet<>(ObjectFolders.names(store, SegmentKeys.SEGMENTS_ROOT));
        partitions.addAll(ObjectFolders.names(store, SegmentKeys.FLOORS_ROOT));
        Map<String, Long> ends = new HashMap<>();
        for (String partition : partitions) {
            ends.put(partition, verify(partition));
            progress.partitions++;
        }
        return ends;
    }

    private long verify(String partition) throws IOException {
        for (String key : ObjectFolders.keys(store, SegmentKeys.floors(partition))) {
            verifyObject(partition, key);
        }
        for (String key : ObjectFolders.keys(store, SegmentKeys.segments(partition))) {
            if (verifyObject(partition, key)) {
                progress.segments++;
            }
        }
        return verifyChain(partition);
    }

    /// Whether it is there.
    private boolean verifyObject(String partition, String key) throws IOException {
        progress.checking(key);
        try {
            SegmentFooter footer = reader.footer(key);
            if (!footer.partition().equals(partition)) {
                progress.problem(
                        key,
                        "segment is of partition \"%s\" (expected \"%s\")"
                                .formatted(footer.partition(), partition));
            }
            verifyFiles(key, footer);
            return true;
        } catch (NoSuchObjectException e) {
            return false;
        } catch (IOException e) {
            progress.problem(key, e);
            return true;
        }
    }

    private void verifyFiles(String key, SegmentFooter footer) throws IOException {
        long size = store.size(key);
        byte[] head = store.getRange(key, 0, MAGIC_BYTES);
        byte[] tail = store.getRange(key, size - MAGIC_BYTES, MAGIC_BYTES);
        if (!Arrays.equals(head, tail)) {
            progress.problem(key, "its first bytes are wrong");
        }
        for (SegmentFooter.Tenant tenant : footer.tenants()) {
            for (Map.Entry<SegmentFile, FileRange> file : tenant.files().entrySet()) {
                String name =
                        "%s of tenant \"%s\"".formatted(file.getKey().fileName(), tenant.tenant());
                verifyFile(key, name, file.getValue());
            }
        }
        verifyFile(key, "retries.parquet", footer.retries());
        progress.bytes += size;
    }

    private void verifyFile(String key, String name, FileRange range) throws IOException {
        StoredBytes file = new StoredBytes(store, key, range.offset(), range.length());
        try {
            long found = file.checksum();
            if (found != range.checksum()) {
                progress.problem(
                        key,
                        "checksum of %s is %016x (expected %016x)"
                                .formatted(name, found, range.checksum()));
            } else {
                file.parquet();
            }
        } catch (NoSuchObjectException e) {
            throw e;
        } catch (IOException e) {
            progress.problem(key, name + ": " + VerifyProgress.text(e));
        }
    }

    /// The chain has no gap from the floor on. A server may raise the floor meanwhile, so it is
    /// looked at again before a gap is told.
    private long verifyChain(String partition) throws IOException {
        Chain chain = chain(partition);
        for (int look = 1; look < LOOKS && chain.gap != null; look++) {
            chain = chain(partition);
        }
        if (chain.gap != null) {
            progress.problem(
                    chain.gap,
                    "segment does not follow the one before it, which ends at %d (expected \"%s\")"
                            .formatted(chain.end, SegmentKeys.segment(partition, chain.end)));
        }
        return chain.end;
    }

    /// @param end where it ends, or is cut off
    /// @param gap key of a segment that does not follow; null if there is none
    private record Chain(long end, @Nullable String gap) {}

    private Chain chain(String partition) throws IOException {
        long floor = 0;
        for (String key : ObjectFolders.keys(store, SegmentKeys.floors(partition))) {
            floor = Math.max(floor, SegmentKeys.position(key));
        }
        SortedMap<Long, String> segments = new TreeMap<>();
        List<String> keys = ObjectFolders.keys(store, SegmentKeys.segments(partition));
        keys.forEach(key -> segments.put(SegmentKeys.position(key), key));
        long end = floor;
        for (Map.Entry<Long, String> segment : segments.tailMap(floor).entrySet()) {
            if (segment.getKey() != end) {
                return new Chain(end, segment.getValue());
            }
            try {
                end = reader.footer(segment.getValue()).end();
            } catch (IOException e) {
                // Told already, or deleted: the chain cannot be followed any further.
                return new Chain(end, null);
            }
        }
        return new Chain(end, null);
    }
}
