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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts an empty segment in the place of one whose footer is damaged, or that is missing, so that
/// its partition's chain goes on: on an operator's wish, for it gives up what all tenants had in
/// it.
///
/// The range is marked as lost before, and the damaged object is kept. Cut short by a crash, it is
/// to be asked for again, with the same end: the mark proves it. Safe for many threads.
///
/// A wrong end would give up what is not damaged: listings lag, and at the end of a chain the log
/// holds what is not cut yet. So whoever asks has to say where the segment ends, and is refused
/// where anything tells otherwise: its footer, the next segment, an index, or the owner. Where none
/// of these is there, and no object either, nothing is given up.
final class SegmentBridge {

    private static final Logger LOGGER = LoggerFactory.getLogger(SegmentBridge.class);

    /// What the keys of damaged segments that are kept begin with; the whole key follows.
    static final String KEPT = "damaged/";

    private final ObjectStore store;
    private final KnownSeams seams;
    private final ReentrantLock lock = new ReentrantLock();

    SegmentBridge(ObjectStore store, KnownSeams seams) {
        this.store = store;
        this.seams = seams;
    }

    /// What was given up.
    ///
    /// @param kept key of the copy of the damaged object; null if there was nothing to copy
    record Bridged(LostRanges.Range range, @Nullable String kept) {}

    /// A copy of a damaged object.
    private static final class Copy {
        final String key;
        final byte[] bytes;

        Copy(String key, byte[] bytes) {
            this.key = key;
            this.bytes = bytes;
        }
    }

    /// A segment as its key names it.
    private record Place(String key, String partition, long start) {}

    /// What is under a key.
    ///
    /// @param isThere whether there is an object
    /// @param end where the segment ends, if its footer tells; else -1
    /// @param isMarked whether the range is marked as lost: an earlier try was cut short
    private record Damage(boolean isThere, long end, boolean isMarked) {}

    /// What cannot be given up, with a reason for whoever asked.
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        private RefusedException(String message) {
            super(message);
        }
    }

    /// That something failed before anything was given up.
    static final class UntouchedException extends IOException {

        private static final long serialVersionUID = 1;

        private UntouchedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /// Gives a segment up, one at a time.
    ///
    /// @param key the segment
    /// @param end its end, exclusive: where the next one begins or, if none follows, where the log
    ///   of its partition goes on
    /// @throws RefusedException if there is no such place in the chain, the segment is whole, or
    ///   ends elsewhere
    /// @throws UntouchedException if the store fails before anything is given up, a segment before
    ///   it is damaged too, or whoever may know its end cannot be asked
    /// @throws IOException if the store fails later, or another has put something else there: ask
    ///   again
    Bridged bridge(String key, long end) throws IOException, RefusedException {
        Place place = place(key);
        lock.lock();
        try {
            LostRanges.Range range = new LostRanges.Range(place.partition, place.start, end);
            Damage damage = check(place, range);
            Copy copy = damage.isThere ? keep(key) : null;
            new LostRanges(store).note(range);
            replace(key, copy, range);
            String kept = copy == null ? keptBefore(key, damage) : copy.key;
            LOGGER.error(
                    "positions {} to {} of partition {} are given up with segment \"{}\", {}",
                    place.start,
                    end - 1,
                    place.partition,
                    key,
                    kept == null ? "of which nothing was there" : "which is kept as " + kept);
            return new Bridged(range, kept);
        } finally {
            lock.unlock();
        }
    }

    private Damage check(Place place, LostRanges.Range range)
            throws UntouchedException, RefusedException {
        try {
            SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
            requireSeam(place, reader);
            // Before the damage is looked at: whoever owns the partition may cut.
            long next = next(place);
            long seam = seams.first(place.partition, place.start, next < 0);
            next = next < 0 ? next(place) : next;
            Damage damage = damage(place, reader, new LostRanges(store).isNoted(range));
            requireEnd(place, damage, range.end(), next, seam);
            return damage;
        } catch (IOException e) {
            throw new UntouchedException(e);
        }
    }

    private static Place place(String key) throws RefusedException {
        long start = SegmentKeys.position(key);
        int slash = key.lastIndexOf('/');
        boolean isKey = key.startsWith(SegmentKeys.SEGMENTS_ROOT) && start >= 0;
        if (!isKey || slash <= SegmentKeys.SEGMENTS_ROOT.length()) {
            throw new RefusedException(
                    "segment is \"%s\" (expected segments/<partition>/<20 digits>)".formatted(key));
        }
        return new Place(key, key.substring(SegmentKeys.SEGMENTS_ROOT.length(), slash), start);
    }

    /// What another has put under the key meanwhile stays, and is not marked as lost.
    ///
    /// @param damaged what may be deleted; null for nothing
    private void replace(String key, @Nullable Copy damaged, LostRanges.Range range)
            throws IOException {
        byte[] empty =
                new SegmentWriter()
                        .write(
                                new SegmentContent(
                                        range.partition(),
                                        range.start(),
                                        range.end(),
                                        List.of(),
                                        List.of()));
        if (damaged != null && Arrays.equals(bytes(key), damaged.bytes)) {
            store.delete(key);
        }
        if (!store.putIfAbsent(key, empty) && !Arrays.equals(bytes(key), empty)) {
            new LostRanges(store).forget(range);
            throw new IOException(
                    "segment \"%s\" was put by another meanwhile, and is not given up"
                            .formatted(key));
        }
    }

    private byte @Nullable [] bytes(String key) throws IOException {
        try {
            return store.get(key);
        } catch (NoSuchObjectException e) {
            return null;
        }
    }

    /// Copies the object beside copies of earlier times.
    ///
    /// @return null if the object is gone
    private @Nullable Copy keep(String key) throws IOException {
        byte[] bytes = bytes(key);
        if (bytes == null) {
            return null;
        }
        String kept = KEPT + key;
        for (int i = 1; !store.putIfAbsent(kept, bytes); i++) {
            if (Arrays.equals(store.get(kept), bytes)) {
                break;
            }
            kept = copyOf(key, i);
        }
        return new Copy(kept, bytes);
    }

    private static String copyOf(String key, int number) {
        return number == 0 ? KEPT + key : "%s%s-%d".formatted(KEPT, key, number);
    }

    /// The newest copy that is there, if an earlier try was cut short behind it; else null.
    private @Nullable String keptBefore(String key, Damage damage) throws IOException {
        String kept = null;
        for (int i = 0; damage.isMarked && store.size(copyOf(key, i)) >= 0; i++) {
            kept = copyOf(key, i);
        }
        return kept;
    }

    private void requireSeam(Place place, SegmentReader reader)
            throws IOException, RefusedException {
        String partition = place.partition;
        long at = new SegmentChain(partition, store, reader).floor();
        if (at == 0 && store.list(SegmentKeys.segments(partition), "", 1).isEmpty()) {
            throw new RefusedException(
                    "partition is \"%s\" (expected one that has segments)".formatted(partition));
        }
        while (at < place.start) {
            String key = SegmentKeys.segment(partition, at);
            try {
                at = Math.max(at + 1, reader.footer(key).end());
            } catch (NoSuchObjectException e) {
                throw new RefusedException(
                        "chain of partition \"%s\" ends at %d (expected %d)"
                                .formatted(partition, at, place.start));
            }
        }
        if (at != place.start) {
            throw new RefusedException(
                    "chain of partition \"%s\" goes on at %d (expected %d)"
                            .formatted(partition, at, place.start));
        }
    }

    private static Damage damage(Place place, SegmentReader reader, boolean isMarked)
            throws IOException, RefusedException {
        long end = -1;
        try {
            SegmentFooter footer = reader.footer(place.key);
            boolean isOwn =
                    footer.partition().equals(place.partition) && footer.start() == place.start;
            if (!isOwn) {
                return new Damage(true, end, isMarked);
            }
            end = footer.end();
            reader.retryIds(place.key);
        } catch (CorruptSegmentException e) {
            LOGGER.warn("segment is to be given up: {}", e.getMessage());
            return new Damage(true, end, isMarked);
        } catch (NoSuchObjectException e) {
            return new Damage(false, -1, isMarked);
        }
        throw new RefusedException(
                "segment \"%s\" is whole (expected a damaged footer or damaged ids)"
                        .formatted(place.key));
    }

    /// Where a listing says that the next segment begins; -1 if it names none.
    private long next(Place place) throws IOException {
        List<String> following = store.list(SegmentKeys.segments(place.partition), place.key, 1);
        return following.isEmpty() ? -1 : SegmentKeys.position(following.getFirst());
    }

    /// @param next as [#next]; a listing that lags may name the segment after the next
    /// @param seam the first position behind the start that anybody knows as the end of a segment;
    ///   -1 if there is none
    private void requireEnd(Place place, Damage damage, long end, long next, long seam)
            throws IOException, RefusedException {
        if (damage.end >= 0) {
            require(end == damage.end, end, damage.end, "as the footer says");
            return;
        }
        long most = seam >= 0 && (next < 0 || seam < next) ? seam : next;
        if (most >= 0) {
            String why =
                    most == next
                            ? "where the next segment begins"
                            : "where an index or the ingester says that a segment ends";
            boolean isBefore = end > place.start && end < most && isThere(place.partition, end);
            require(end == most || isBefore, end, most, why);
            return;
        }
        if (end <= place.start) {
            throw new RefusedException(
                    "end is %d (expected the position at which the log of the partition goes on: no segment follows \"%s\")"
                            .formatted(end, place.key));
        }
        if (!damage.isThere && !damage.isMarked) {
            throw new RefusedException(
                    "segment \"%s\" is not there, and none follows (expected one of the two)"
                            .formatted(place.key));
        }
    }

    private boolean isThere(String partition, long start) throws IOException {
        return store.size(SegmentKeys.segment(partition, start)) >= 0;
    }

    private static void require(boolean isRight, long end, long expected, String why)
            throws RefusedException {
        if (!isRight) {
            throw new RefusedException("end is %d (expected %d, %s)".formatted(end, expected, why));
        }
    }
}
