// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.segment.SegmentContent.RetryId;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Raises floors over segments that every tenant named in them has in blocks.
///
/// The ids of retries below a floor are kept in it. So that they are not copied again and again, a
/// floor waits while pushes come in: until the newest id is so much later than those of a segment
/// that none of them can be a retry any more. Whether it waits is a matter of cost alone.
final class FloorRaiser {

    private static final long NO_ID = Long.MIN_VALUE;

    private final SegmentReader reader;
    private final long retryWindowMillis;
    private final Map<String, Long> lastIds = new HashMap<>();

    /// @param retryWindow how long an id counts as seen
    FloorRaiser(SegmentReader reader, Duration retryWindow) {
        this.reader = reader;
        this.retryWindowMillis = retryWindow.toMillis();
    }

    /// Raises the floor of a partition as far as it may go.
    ///
    /// @param indexes the newest index of each tenant, read after the chain; tenants of which it is
    ///   not known are missing
    /// @param nowMillis the time, by which an idle partition is known
    /// @param force whether nothing waits
    /// @return the floor
    long raise(
            PartitionState partition,
            Map<TenantId, TenantIndex> indexes,
            long nowMillis,
            boolean force)
            throws IOException {
        List<SegmentState> passable = passable(partition, indexes);
        if (passable.isEmpty()) {
            return partition.floor();
        }
        long newest = NO_ID;
        for (SegmentState segment : partition.segments()) {
            newest = Math.max(newest, lastId(segment));
        }
        boolean isIdle = newest == NO_ID || newest < nowMillis - retryWindowMillis;
        boolean mayCopy = force || isIdle || isAwaited(partition, indexes);
        int count = 0;
        while (count < passable.size() && (mayCopy || isPast(passable.get(count), newest))) {
            count++;
        }
        if (count == 0) {
            return partition.floor();
        }
        List<SegmentState> passed = passable.subList(0, count);
        long floor = passed.getLast().end();
        partition.chain().raiseFloor(floor, ids(partition, passed, newest));
        passed.forEach(segment -> lastIds.remove(segment.key()));
        return floor;
    }

    private static List<SegmentState> passable(
            PartitionState partition, Map<TenantId, TenantIndex> indexes) {
        int count = 0;
        for (SegmentState segment : partition.segments()) {
            for (TenantId tenant : segment.parts().keySet()) {
                TenantIndex index = indexes.get(tenant);
                if (index == null || index.covered(partition.partition()) < segment.end()) {
                    return partition.segments().subList(0, count);
                }
            }
            count++;
        }
        return partition.segments();
    }

    private static boolean isAwaited(PartitionState partition, Map<TenantId, TenantIndex> indexes) {
        for (TenantIndex index : indexes.values()) {
            for (Deletion deletion : index.deletions().values()) {
                if (deletion.position(partition.partition()) > partition.floor()) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isPast(SegmentState segment, long newest) throws IOException {
        long last = lastId(segment);
        return last == NO_ID || newest - last > retryWindowMillis;
    }

    private long lastId(SegmentState segment) throws IOException {
        @Nullable Long known = lastIds.get(segment.key());
        if (known != null) {
            return known;
        }
        long last = NO_ID;
        for (RetryId id : reader.retryIds(segment.key())) {
            last = Math.max(last, id.appendMillis());
        }
        lastIds.put(segment.key(), last);
        return last;
    }

    private List<RetryId> ids(PartitionState partition, List<SegmentState> passed, long newest)
            throws IOException {
        List<String> keys = new ArrayList<>();
        if (partition.floor() > 0) {
            keys.add(SegmentKeys.floor(partition.partition(), partition.floor()));
        }
        passed.forEach(segment -> keys.add(segment.key()));
        List<RetryId> kept = new ArrayList<>();
        for (String key : keys) {
            for (RetryId id : reader.retryIds(key)) {
                if (newest == NO_ID || newest - id.appendMillis() <= retryWindowMillis) {
                    kept.add(id);
                }
            }
        }
        return kept;
    }

    /// Forgets segments that are not in any chain.
    void retain(List<PartitionState> partitions) {
        java.util.Set<String> keys = new java.util.HashSet<>();
        partitions.forEach(each -> each.segments().forEach(segment -> keys.add(segment.key())));
        lastIds.keySet().retainAll(keys);
    }
}
