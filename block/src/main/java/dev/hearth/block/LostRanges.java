// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Marks of ranges whose records were gone from the log before anybody cut them: objects
/// `lost/<partition>/<start>-<end>`, beside the empty segment that bridges the range.
///
/// They stay after that segment is compacted away. Safe for many threads; calls block.
public final class LostRanges {

    private static final String ROOT = "lost/";
    private static final int LIST_LIMIT = 1000;
    private static final byte[] CONTENT = {'l', 'o', 's', 't', '\n'};

    private final ObjectStore store;

    /// @param store the caller closes it
    public LostRanges(ObjectStore store) {
        this.store = store;
    }

    /// Positions whose records are lost.
    ///
    /// @param partition the partition
    /// @param start first position
    /// @param end end of the range, exclusive
    public record Range(String partition, long start, long end) {}

    /// Marks a range; does nothing if it is marked.
    ///
    /// @throws IOException if the store fails; the mark may be there or not
    public void note(Range range) throws IOException {
        store.putIfAbsent(key(range), CONTENT);
    }

    /// Whether a range is marked.
    ///
    /// @throws IOException if the store fails
    public boolean isNoted(Range range) throws IOException {
        return store.size(key(range)) >= 0;
    }

    /// Takes a mark back.
    public void forget(Range range) throws IOException {
        store.delete(key(range));
    }

    /// All marks, in order of partition and position.
    ///
    /// @throws IOException if the store fails
    public List<Range> all() throws IOException {
        List<Range> ranges = new ArrayList<>();
        String last = "";
        List<String> keys = store.list(ROOT, last, LIST_LIMIT);
        while (!keys.isEmpty()) {
            for (String key : keys) {
                add(key, ranges);
            }
            last = keys.getLast();
            keys = keys.size() < LIST_LIMIT ? List.of() : store.list(ROOT, last, LIST_LIMIT);
        }
        return ranges;
    }

    /// What is no mark is left alone.
    private static void add(String key, List<Range> ranges) {
        int slash = key.lastIndexOf('/');
        int dash = key.indexOf('-', slash);
        if (slash <= ROOT.length() || dash < 0) {
            return;
        }
        long start = SegmentKeys.position(key.substring(0, dash));
        long end = SegmentKeys.position("/" + key.substring(dash + 1));
        if (start >= 0 && end > start) {
            ranges.add(new Range(key.substring(ROOT.length(), slash), start, end));
        }
    }

    private static String key(Range range) {
        return "%s%s/%020d-%020d".formatted(ROOT, range.partition, range.start, range.end);
    }
}
