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
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts an empty segment in the place of one whose footer is damaged, or that is missing, so that
/// its partition's chain goes on: on an operator's wish, for it gives up what all tenants had in
/// it.
///
/// The range is marked as lost before, and the damaged object is kept. Cut short by a crash, it is
/// to be asked for again. Safe for many threads.
///
/// A wrong end would give up what is not damaged: listings lag, and at the end of a chain the log
/// holds what is not cut yet. So whoever asks has to say where the segment ends, and where neither
/// it nor a later one is there nothing is given up.
final class SegmentBridge {

    private static final Logger LOGGER = LoggerFactory.getLogger(SegmentBridge.class);

    /// What the keys of damaged segments that are kept begin with; the whole key follows.
    static final String KEPT = "damaged/";

    private final ObjectStore store;

    SegmentBridge(ObjectStore store) {
        this.store = store;
    }

    /// What cannot be given up, with a reason for whoever asked.
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        private RefusedException(String message) {
            super(message);
        }
    }

    /// Gives a segment up.
    ///
    /// @param key the segment
    /// @param end its end, exclusive: where the next one begins or, if none follows, where the log
    ///   of its partition goes on
    /// @return what is lost
    /// @throws RefusedException if there is no such place in the chain, the segment is whole, or
    ///   another one follows
    /// @throws IOException if the store fails, or a segment before it is damaged too
    LostRanges.Range bridge(String key, long end) throws IOException, RefusedException {
        long start = SegmentKeys.position(key);
        int slash = key.lastIndexOf('/');
        boolean isKey = key.startsWith(SegmentKeys.SEGMENTS_ROOT) && start >= 0;
        if (!isKey || slash <= SegmentKeys.SEGMENTS_ROOT.length()) {
            throw new RefusedException(
                    "segment is \"%s\" (expected segments/<partition>/<20 digits>)".formatted(key));
        }
        String partition = key.substring(SegmentKeys.SEGMENTS_ROOT.length(), slash);
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
        requireSeam(partition, start, reader);
        requireDamaged(key, partition, start, reader);
        requireEnd(key, partition, start, end);
        LostRanges.Range range = new LostRanges.Range(partition, start, end);
        String kept = keep(key);
        new LostRanges(store).note(range);
        if (!kept.isEmpty()) {
            store.delete(key);
        }
        SegmentContent empty = new SegmentContent(partition, start, end, List.of(), List.of());
        if (!store.putIfAbsent(key, new SegmentWriter().write(empty))
                && reader.footer(key).end() != end) {
            new LostRanges(store).forget(range);
            throw new IOException(
                    "segment \"%s\" was put by another meanwhile, up to %d (expected %d)"
                            .formatted(key, reader.footer(key).end(), end));
        }
        LOGGER.error(
                "positions {} to {} of partition {} are given up with segment \"{}\", which is kept as \"{}\"",
                start,
                end - 1,
                partition,
                key,
                kept);
        return range;
    }

    /// Copies the object, if there is one, beside copies of earlier times.
    ///
    /// @return the key of the copy, or nothing
    private String keep(String key) throws IOException {
        if (store.size(key) < 0) {
            return "";
        }
        byte[] bytes = store.get(key);
        String kept = KEPT + key;
        for (int i = 1; !store.putIfAbsent(kept, bytes); i++) {
            if (Arrays.equals(store.get(kept), bytes)) {
                break;
            }
            kept = "%s%s-%d".formatted(KEPT, key, i);
        }
        return kept;
    }

    private void requireSeam(String partition, long start, SegmentReader reader)
            throws IOException, RefusedException {
        long at = new SegmentChain(partition, store, reader).floor();
        if (at == 0 && store.list(SegmentKeys.segments(partition), "", 1).isEmpty()) {
            throw new RefusedException(
                    "partition is \"%s\" (expected one that has segments)".formatted(partition));
        }
        while (at < start) {
            String key = SegmentKeys.segment(partition, at);
            try {
                at = Math.max(at + 1, reader.footer(key).end());
            } catch (NoSuchObjectException e) {
                throw new RefusedException(
                        "chain of partition \"%s\" ends at %d (expected %d)"
                                .formatted(partition, at, start));
            }
        }
        if (at != start) {
            throw new RefusedException(
                    "chain of partition \"%s\" goes on at %d (expected %d)"
                            .formatted(partition, at, start));
        }
    }

    private static void requireDamaged(
            String key, String partition, long start, SegmentReader reader)
            throws IOException, RefusedException {
        SegmentFooter footer;
        try {
            footer = reader.footer(key);
            reader.retryIds(key);
        } catch (CorruptSegmentException | NoSuchObjectException e) {
            LOGGER.warn("segment is to be given up: {}", e.getMessage());
            return;
        }
        if (footer.partition().equals(partition) && footer.start() == start) {
            throw new RefusedException(
                    "segment \"%s\" is whole (expected a damaged footer or damaged ids)"
                            .formatted(key));
        }
    }

    private void requireEnd(String key, String partition, long start, long end)
            throws IOException, RefusedException {
        List<String> following = store.list(SegmentKeys.segments(partition), key, 1);
        if (!following.isEmpty()) {
            long next = SegmentKeys.position(following.getFirst());
            if (end != next || next <= start) {
                throw new RefusedException(
                        "end is %d (expected where the next segment, \"%s\", begins)"
                                .formatted(end, following.getFirst()));
            }
            return;
        }
        if (end <= start) {
            throw new RefusedException(
                    "end is %d (expected the position at which the log of the partition goes on: no segment follows \"%s\")"
                            .formatted(end, key));
        }
        if (store.size(key) < 0) {
            throw new RefusedException(
                    "segment \"%s\" is not there, and none follows (expected one of the two)"
                            .formatted(key));
        }
    }
}
