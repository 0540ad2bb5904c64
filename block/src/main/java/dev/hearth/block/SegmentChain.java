// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.StoreLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The chain of a partition's segments: each begins where the one before it ends.
///
/// Followed by reading: the key of the next segment is made of the end of the last. What was seen
/// is remembered, since a segment never changes. Safe for many threads; calls block, and those that
/// read the chain wait for each other.
public final class SegmentChain {

    private static final int ATTEMPTS = 3;

    private final String partition;
    private final ObjectStore store;
    private final SegmentReader reader;
    private final StoreLock lock = new StoreLock();
    private final List<ChainView.Segment> segments = new ArrayList<>();
    private ChainView view;
    private boolean isOpen;

    /// A chain of which nothing was read yet.
    ///
    /// @param partition the partition
    /// @param store where segments and floors lie; the caller closes it
    /// @param reader reads footers of the same store
    public SegmentChain(String partition, ObjectStore store, SegmentReader reader) {
        this.partition = partition;
        this.store = store;
        this.reader = reader;
        this.view = new ChainView(partition, 0, 0, List.of());
    }

    /// The partition.
    public String partition() {
        return partition;
    }

    /// Where gaps of this and other chains are marked.
    public LostRanges lostRanges() {
        return new LostRanges(store);
    }

    /// Reads what was committed since the last call, and returns the chain. The first call begins
    /// at the floor.
    ///
    /// A partition's owner that says that it dropped a range below the end of what this returned
    /// must be followed by [#resynchronize]: then the floor has passed the end.
    ///
    /// @throws CorruptSegmentException if a footer is damaged or does not fit the chain
    /// @throws IOException if the store fails; the next call goes on where this one stopped
    public ChainView refresh() throws IOException {
        lock.lockInterruptibly();
        try {
            if (!isOpen) {
                return resynchronize();
            }
            follow();
            return view;
        } finally {
            lock.unlock();
        }
    }

    /// Reads the floor anew, forgets the segments below it, and goes on as [#refresh].
    public ChainView resynchronize() throws IOException {
        lock.lockInterruptibly();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                long floor = floor();
                if (!isOpen || (floor > view.begin() && !isSeam(floor))) {
                    segments.clear();
                    view = new ChainView(partition, floor, floor, segments);
                    isOpen = true;
                } else if (floor > view.begin()) {
                    segments.removeIf(segment -> segment.start() < floor);
                    view = new ChainView(partition, floor, view.end(), segments);
                }
                follow();
                if (!isCutOff()) {
                    return view;
                }
            }
            throw new IOException(
                    "chain of partition \"%s\" ends at %d, but segments follow (expected none)"
                            .formatted(partition, view.end()));
        } finally {
            lock.unlock();
        }
    }

    /// Whether a segment that is known begins or ends at a position. A floor where none does has
    /// passed the end; or one of an owner that slept was read in the moment before it was taken
    /// back, and what is known is not the chain.
    private boolean isSeam(long position) {
        if (position == view.end()) {
            return true;
        }
        List<ChainView.Segment> from = view.from(position);
        return !from.isEmpty() && from.getFirst().start() == position;
    }

    /// Whether the listing, which is only a hint, knows segments behind the end: then the floor
    /// moved while the chain was read, or the chain is broken.
    private boolean isCutOff() throws IOException {
        String end = SegmentKeys.segment(partition, view.end());
        return !store.list(SegmentKeys.segments(partition), end, 1).isEmpty();
    }

    private void follow() throws IOException {
        long begin = view.begin();
        long end = view.end();
        SegmentScout scout = new SegmentScout(partition, store, this::next);
        try {
            while (true) {
                ChainView.Segment next = scout.find(end);
                next = next == null ? next(end) : next;
                segments.add(next);
                end = next.end();
            }
        } catch (NoSuchObjectException e) {
            // The end of the chain.
        } finally {
            if (end != view.end()) {
                view = new ChainView(partition, begin, end, segments);
            }
        }
    }

    private ChainView.Segment next(long start) throws IOException {
        String key = SegmentKeys.segment(partition, start);
        SegmentFooter footer = reader.footer(key);
        check(key, footer, start);
        return new ChainView.Segment(key, start, footer.end());
    }

    private void check(String key, SegmentFooter footer, long start)
            throws CorruptSegmentException {
        boolean isInPlace = footer.partition().equals(partition) && footer.start() == start;
        if (!isInPlace || footer.end() <= start) {
            throw new CorruptSegmentException(
                    key,
                    0,
                    "segment is of partition \"%s\" from %d to %d (expected \"%s\" from %d)"
                            .formatted(
                                    footer.partition(),
                                    footer.start(),
                                    footer.end(),
                                    partition,
                                    start));
        }
    }

    /// Commits a segment: creates it unless its start is taken.
    ///
    /// @param segment a segment of this partition, whole
    /// @throws IOException if the store fails. The segment may be committed or not: call again with
    ///   the same bytes, or read the chain
    public CommitOutcome commit(byte[] segment) throws IOException {
        SegmentFooter ours = SegmentReader.footer("segment to be committed", segment);
        if (!ours.partition().equals(partition)) {
            throw new IllegalArgumentException(
                    "segment is of partition \"%s\" (expected \"%s\")"
                            .formatted(ours.partition(), partition));
        }
        String key = SegmentKeys.segment(partition, ours.start());
        if (!store.putIfAbsent(key, segment)) {
            SegmentFooter found = reader.footer(key);
            check(key, found, ours.start());
            if (found.checksum() != ours.checksum() || found.end() != ours.end()) {
                return new CommitOutcome.TakenByAnother(found.end());
            }
        }
        long floor = floor();
        if (ours.start() < floor) {
            store.delete(key);
            return new CommitOutcome.BelowFloor(floor);
        }
        return new CommitOutcome.Committed(ours.end());
    }

    /// Reads the floor: nothing below it is read or needed. 0 if there is none.
    public long floor() throws IOException {
        String prefix = SegmentKeys.floors(partition);
        long floor = 0;
        for (String key : ObjectFolders.keys(store, prefix)) {
            floor = Math.max(floor, SegmentKeys.position(key));
        }
        return floor;
    }

    /// Raises the floor; does nothing if it is there already. The caller has made sure that all
    /// below is covered elsewhere.
    ///
    /// @param position the end of a segment of the chain
    /// @param retryIds ids in what lies below that a retry may still bring again: they are kept in
    ///   the floor, see [SegmentKeys#floor]
    public void raiseFloor(long position, List<SegmentContent.RetryId> retryIds)
            throws IOException {
        if (position > 0) {
            SegmentContent floor = new SegmentContent(partition, 0, position, List.of(), retryIds);
            store.putIfAbsent(
                    SegmentKeys.floor(partition, position), new SegmentWriter().write(floor));
        }
    }
}
