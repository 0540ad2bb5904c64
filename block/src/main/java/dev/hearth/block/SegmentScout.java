// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Reads footers ahead of whoever follows a chain, many at a time.
///
/// Takes the keys from a listing, which is only a hint: what it does not name, or what cannot be
/// read, is left to the follower. For one follow of one thread.
final class SegmentScout {

    /// Segments that are followed one by one before it looks ahead: most follows find none.
    private static final int PATIENCE = 4;

    private static final int LIST_LIMIT = 1000;
    private static final int READERS = 32;

    private final String partition;
    private final ObjectStore store;
    private final Reading reading;
    private final Map<Long, ChainView.Segment> ahead = new HashMap<>();
    private int misses;
    private boolean isDone;

    /// Reads one segment's footer and checks it. Called from many threads.
    @FunctionalInterface
    interface Reading {
        ChainView.Segment read(long start) throws IOException;
    }

    SegmentScout(String partition, ObjectStore store, Reading reading) {
        this.partition = partition;
        this.store = store;
        this.reading = reading;
    }

    /// The segment that begins at a position, null if it has to be read.
    ///
    /// @throws IOException if the listing fails, or the thread is interrupted
    ChainView.@Nullable Segment find(long start) throws IOException {
        ChainView.Segment found = ahead.remove(start);
        if (found == null && ++misses > PATIENCE && !isDone) {
            misses = 0;
            lookAhead(start);
            found = ahead.remove(start);
        }
        return found;
    }

    private void lookAhead(long start) throws IOException {
        ahead.clear();
        List<Long> starts = new ArrayList<>();
        starts.add(start);
        String after = SegmentKeys.segment(partition, start);
        for (String key : store.list(SegmentKeys.segments(partition), after, LIST_LIMIT)) {
            starts.add(SegmentKeys.position(key));
        }
        isDone = starts.size() == 1;
        ConcurrentLinkedQueue<Long> left = new ConcurrentLinkedQueue<>(starts);
        ConcurrentLinkedQueue<ChainView.Segment> read = new ConcurrentLinkedQueue<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < Math.min(READERS, starts.size()); i++) {
            readers.add(Thread.ofVirtual().name("segment-scout").start(() -> readAll(left, read)));
        }
        try {
            for (Thread reader : readers) {
                reader.join();
            }
        } catch (InterruptedException e) {
            left.clear();
            Thread.currentThread().interrupt();
            throw new IOException("reading of the chain was interrupted", e);
        }
        for (ChainView.Segment segment : read) {
            ahead.put(segment.start(), segment);
        }
    }

    /// Stops at the first failure: the follower meets it again, and tells.
    private void readAll(
            ConcurrentLinkedQueue<Long> starts, ConcurrentLinkedQueue<ChainView.Segment> into) {
        try {
            for (Long start = starts.poll(); start != null; start = starts.poll()) {
                if (start >= 0) {
                    into.add(reading.read(start));
                }
            }
        } catch (IOException | RuntimeException e) {
            starts.clear();
        }
    }
}
