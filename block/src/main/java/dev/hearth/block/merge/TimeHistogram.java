// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.SegmentReader;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Counts samples by time, out of profiles and labels alone. Safe for many threads.
public final class TimeHistogram {

    private final ObjectStore store;
    private final SegmentReader segments;

    /// @param store where the inputs lie
    /// @param segments reads footers of segments
    public TimeHistogram(ObjectStore store, SegmentReader segments) {
        this.store = store;
        this.segments = segments;
    }

    /// How many samples, not hidden ones, lie in each bucket that has a profile.
    ///
    /// @param bucketNanos length of a bucket, at least 1; buckets begin at its multiples since the
    ///   epoch
    /// @return start of the bucket, and samples
    /// @throws IOException as [BlockMerger#merge]
    public SortedMap<Long, Long> count(TenantId tenant, List<MergeInput> inputs, long bucketNanos)
            throws IOException {
        SortedMap<Long, Long> counts = new TreeMap<>();
        InputReads reads = new InputReads(store);
        for (MergeFiles files : BlockMerger.open(tenant, inputs, segments, reads)) {
            SeriesLabels labels = SeriesLabels.open(files);
            for (String service : files.services().keySet()) {
                ServiceInput input = ServiceInput.scan(files, labels, service, _ -> true);
                if (input != null) {
                    count(input, bucketNanos, counts);
                }
            }
        }
        return counts;
    }

    private static void count(ServiceInput input, long bucketNanos, SortedMap<Long, Long> into)
            throws IOException {
        for (int series = 0; series < input.labels.length; series++) {
            int first = input.profileStarts[series];
            int count = input.profileStarts[series + 1] - first;
            ProfileRun run =
                    ProfileRun.read(
                            input.files, input.files.open(BlockFile.PROFILES), first, count);
            long bucket = 0;
            long samples = 0;
            boolean isOpen = false;
            for (int i = 0; i < count; i++) {
                if (!input.isTaken(series, run.first + i, run.times[i])) {
                    continue;
                }
                long start = Math.floorDiv(run.times[i], bucketNanos) * bucketNanos;
                if (isOpen && start != bucket) {
                    into.merge(bucket, samples, Long::sum);
                    samples = 0;
                }
                isOpen = true;
                bucket = start;
                samples += run.samples[i];
            }
            if (isOpen) {
                into.merge(bucket, samples, Long::sum);
            }
        }
    }
}
