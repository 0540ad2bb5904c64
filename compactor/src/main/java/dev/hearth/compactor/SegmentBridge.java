// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockCache;
import dev.hearth.block.LostRanges;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts an empty segment in the place of one whose footer is damaged, or that is missing, so that
/// its partition's chain goes on: on an operator's wish, for it gives up what all tenants had in
/// it.
///
/// The range is marked as lost before, and the damaged object is kept. Cut short by a crash, it is
/// to be asked for again. Safe for many threads.
final class SegmentBridge {

    private static final Logger LOGGER = LoggerFactory.getLogger(SegmentBridge.class);

    /// What the keys of damaged segments that are kept begin with; the whole key follows.
    static final String KEPT = "damaged/";

    private final ObjectStore store;

    SegmentBridge(ObjectStore store) {
        this.store = store;
    }

    /// Gives a segment up.
    ///
    /// @param key the segment
    /// @param end its end, exclusive, if no segment follows it; anything below its start if not
    ///   known
    /// @return what is lost
    /// @throws IllegalArgumentException if there is no such place in the chain, the segment's
    ///   footer is whole, or where it ends is not known; the message is for the caller
    /// @throws IOException if the store fails, or a segment before it is damaged too
    LostRanges.Range bridge(String key, long end) throws IOException {
        long start = SegmentKeys.position(key);
        int slash = key.lastIndexOf('/');
        boolean isKey = key.startsWith(SegmentKeys.SEGMENTS_ROOT) && start >= 0;
        if (!isKey || slash <= SegmentKeys.SEGMENTS_ROOT.length()) {
            throw new IllegalArgumentException(
                    "segment is \"%s\" (expected segments/<partition>/<20 digits>)".formatted(key));
        }
        String partition = key.substring(SegmentKeys.SEGMENTS_ROOT.length(), slash);
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
        requireSeam(partition, start, reader);
        requireDamaged(key, partition, start, reader);
        long until = end(key, partition, start, end);
        LostRanges.Range range = new LostRanges.Range(partition, start, until);
        if (store.size(key) >= 0) {
            store.putIfAbsent(KEPT + key, store.get(key));
        }
        new LostRanges(store).note(range);
        store.delete(key);
        SegmentContent empty = new SegmentContent(partition, start, until, List.of(), List.of());
        if (!store.putIfAbsent(key, new SegmentWriter().write(empty))
                && reader.footer(key).end() != until) {
            throw new IOException(
                    "segment \"%s\" was put by another meanwhile, up to %d (expected %d)"
                            .formatted(key, reader.footer(key).end(), until));
        }
        LOGGER.error(
                "positions {} to {} of partition {} are given up with segment \"{}\", which is kept as \"{}{}\"",
                start,
                until - 1,
                partition,
                key,
                KEPT,
                key);
        return range;
    }

    private void requireSeam(String partition, long start, SegmentReader reader)
            throws IOException {
        long at = new SegmentChain(partition, store, reader).floor();
        while (at < start) {
            String key = SegmentKeys.segment(partition, at);
            try {
                at = Math.max(at + 1, reader.footer(key).end());
            } catch (NoSuchObjectException e) {
                throw new IllegalArgumentException(
                        "chain of partition \"%s\" ends at %d (expected %d)"
                                .formatted(partition, at, start));
            }
        }
        if (at != start) {
            throw new IllegalArgumentException(
                    "chain of partition \"%s\" goes on at %d (expected %d)"
                            .formatted(partition, at, start));
        }
    }

    private static void requireDamaged(
            String key, String partition, long start, SegmentReader reader) throws IOException {
        SegmentFooter footer;
        try {
            footer = reader.footer(key);
        } catch (CorruptSegmentException | NoSuchObjectException e) {
            LOGGER.warn("segment is to be given up: {}", e.getMessage());
            return;
        }
        if (footer.partition().equals(partition) && footer.start() == start) {
            throw new IllegalArgumentException(
                    "footer of segment \"%s\" is whole (expected a damaged one)".formatted(key));
        }
    }

    private long end(String key, String partition, long start, long told) throws IOException {
        List<String> following = store.list(SegmentKeys.segments(partition), key, 1);
        long end = following.isEmpty() ? told : SegmentKeys.position(following.getFirst());
        if (end <= start) {
            throw new IllegalArgumentException(
                    "no segment follows \"%s\" (expected end, the position at which the log of its partition goes on)"
                            .formatted(key));
        }
        if (told > start && told != end) {
            throw new IllegalArgumentException(
                    "end is %d (expected %d, where the next segment begins)".formatted(told, end));
        }
        return end;
    }
}
