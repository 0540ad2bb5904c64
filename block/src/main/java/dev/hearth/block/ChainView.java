// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import java.util.List;

/// The segments of a partition as they were at some moment: without gap and without overlap.
///
/// @param partition the partition
/// @param begin where the first segment begins; the floor, when the chain was read
/// @param end where the last one ends, exclusive: from there on the partition's owner answers
/// @param segments the segments, in order of position
public record ChainView(String partition, long begin, long end, List<Segment> segments) {

    /// Keeps a copy of the list.
    public ChainView {
        segments = List.copyOf(segments);
    }

    /// One segment.
    ///
    /// @param key its key in the object store
    /// @param start its first position
    /// @param end its end, exclusive
    public record Segment(String key, long start, long end) {}

    /// The segments that begin at a position or later.
    public List<Segment> from(long position) {
        int low = 0;
        int high = segments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).start() < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return segments.subList(low, segments.size());
    }
}
